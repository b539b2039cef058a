import { publicId } from '@regulars/plugin-sdk';
import { createTestPlatform, type TestPlatform, type TestShop } from '@regulars/testing';
import { brand } from '../src';
import { hireOwner, refusals } from './people';

const CREATE = 'mutation ($code: String!, $name: String!) { organisationCreate(code: $code, name: $name) { organisation { id code name brands { code } } userErrors { code path } } }';
const ADD = 'mutation ($id: ID!, $brandId: ID!) { organisationBrandAdd(id: $id, brandId: $brandId) { organisation { brands { code } } userErrors { code path } } }';
const REMOVE = 'mutation ($id: ID!, $brandId: ID!) { organisationBrandRemove(id: $id, brandId: $brandId) { organisation { brands { code } } userErrors { code path } } }';
const CREATE_BRAND = `mutation ($input: BrandCreateInput!, $key: String!) {
  brandCreate(input: $input, idempotencyKey: $key) { brand { code organisation { code } } ownerInvitationUrl userErrors { code path } }
}`;

describe('organisations', () => {
  let platform: TestPlatform;
  let east: TestShop;
  let west: TestShop;
  const idOf = (shop: TestShop): string => publicId('brd', shop.id);

  beforeAll(async () => {
    platform = await createTestPlatform([brand]);
    [east, west] = [await platform.brand({ code: 'east' }), await platform.brand({ code: 'west' })];
  });
  afterAll(() => platform.stop());

  it('hold brands, each in one at most; a brand sees its own and itself in it', async () => {
    const operator = platform.operator();
    const { organisation } = await operator.one(CREATE, { code: 'girls', name: 'Girls Group' });
    expect(organisation).toEqual({ id: expect.stringMatching(/^org_/), code: 'girls', name: 'Girls Group', brands: [] });
    await operator.ok(ADD, { id: organisation.id, brandId: idOf(west) });
    expect(await operator.one(ADD, { id: organisation.id, brandId: idOf(east) })).toMatchObject({ organisation: { brands: [{ code: 'east' }, { code: 'west' }] } });
    const second = (await operator.one(CREATE, { code: 'boys', name: 'Boys Group' })).organisation;
    expect(await refusals(operator, ADD, { id: second.id, brandId: idOf(east) })).toEqual(['INVALID_INPUT brandId']);
    expect(await refusals(operator, REMOVE, { id: second.id, brandId: idOf(east) })).toEqual(['INVALID_INPUT brandId']);
    expect(await refusals(operator, ADD, { id: 'org_01k0zs3m9qfp0a1b2c3d4e5f6g', brandId: idOf(east) })).toEqual(['NOT_FOUND id']);
    expect(await refusals(operator, CREATE, { code: 'girls', name: 'Again' })).toEqual(['INVALID_INPUT code']);
    expect(await east.everything().one('{ brand { organisation { code name brands { code } } } }')).toEqual({ organisation: { code: 'girls', name: 'Girls Group', brands: [{ code: 'east' }] } });
    expect(await operator.one('{ organisations { nodes { code brands { code } } } }')).toEqual({ nodes: [{ code: 'boys', brands: [] }, { code: 'girls', brands: [{ code: 'east' }, { code: 'west' }] }] });
    expect(await operator.one(REMOVE, { id: organisation.id, brandId: idOf(west) })).toMatchObject({ organisation: { brands: [{ code: 'east' }] } });
    expect(await west.everything().one('{ brand { organisation { code } } }')).toEqual({ organisation: null });
  });

  it('take a brand as it is made, and a repeated call answers the same invitation, which stands nowhere in clear', async () => {
    const operator = platform.operator();
    const { organisation } = await operator.one(CREATE, { code: 'north', name: 'North' });
    const input = { code: 'north-one', name: 'North 1', timeZone: 'Asia/Taipei', currency: 'TWD', region: 'TW', planCode: 'plan-of-east', ownerEmail: 'nora@example.com', organisationId: organisation.id };
    expect(await refusals(operator, CREATE_BRAND, { input: { ...input, organisationId: 'org_01k0zs3m9qfp0a1b2c3d4e5f6g' }, key: 'wrong' })).toEqual(['NOT_FOUND input.organisationId']);
    const made = await operator.one(CREATE_BRAND, { input, key: 'once' });
    expect(made).toEqual({ brand: { code: 'north-one', organisation: { code: 'north' } }, ownerInvitationUrl: expect.stringMatching(/^\/invitation#[\w-]{43}$/), userErrors: [] });
    expect(await operator.one(CREATE_BRAND, { input, key: 'once' })).toEqual(made);
    const code = made.ownerInvitationUrl.split('#')[1];
    expect(JSON.stringify(await platform.rows('SELECT payload FROM platform.idempotency'))).not.toContain(code);
    expect((await platform.runtime.waitingCodes()).map(({ to, code: sent }) => [to, sent])).toContainEqual(['nora@example.com', code]);
  });

  it('are not for brands to make, join or see', async () => {
    const owner = await hireOwner(platform, west, 'wanda@example.com');
    await expect(owner.caller.via(platform.runtime).run('{ organisations { nodes { code } } }')).resolves.toMatchObject({ errors: [{ message: expect.stringContaining('organisations') }] });
    const [north] = await platform.rows<{ id: string }>(`SELECT id FROM platform.organisation WHERE code = 'north'`);
    const asBrand = (sql: string) => west.context((ctx) => ctx.sql({ name: `spec.${sql.length}`, text: sql, values: [north?.id] }));
    expect(await asBrand('SELECT code FROM platform.organisation WHERE id = $1')).toEqual([]);
    await expect(asBrand('UPDATE platform.brand SET organisation_id = $1')).rejects.toThrow('Who runs the installation says');
    await expect(asBrand(`INSERT INTO platform.organisation (id, code, name) VALUES ($1, 'mine', 'Mine')`)).rejects.toThrow('row-level security');
  });
});
