import { createTestPlatform, type TestPlatform, type TestShop } from '@regulars/testing';
import { brand } from '../src';
import { StaffDirectory } from '../src/contract';
import { brandPermissionsOf, builtInRoles } from '../src/domain/roles/built-in';
import { type Colleague, hire, hireOwner, holder, refusals, signIn } from './people';

const INVITE = 'mutation ($input: StaffInviteInput!) { staffInvite(input: $input) { staff { id } userErrors { code path ... on RoleBeyondRightsError { missing } } } }';
const UPDATE = 'mutation ($id: ID!, $input: StaffUpdateInput!) { staffUpdate(id: $id, input: $input) { staff { name state allStores roles { code } stores { code } } userErrors { code path } } }';
const DEACTIVATE = 'mutation ($id: ID!) { staffDeactivate(id: $id) { staff { state } userErrors { code path } } }';
const CREATE_ROLE = 'mutation ($input: RoleInput!) { roleCreate(input: $input) { role { code name builtIn permissions masks { field mask } } userErrors { code path } } }';
const UPDATE_ROLE = 'mutation ($code: String!, $input: RoleInput!) { roleUpdate(code: $code, input: $input) { role { permissions } userErrors { code path } } }';
const DELETE_ROLE = 'mutation ($code: String!) { roleDelete(code: $code) { role { code } userErrors { code path } } }';
const PERMISSIONS = '{ viewer { permissions } }';

describe('staff and roles', () => {
  let platform: TestPlatform;
  let shop: TestShop;
  let owner: Colleague;
  let storeIds: string[];

  beforeAll(async () => {
    platform = await createTestPlatform([brand]);
    shop = await platform.brand({ code: 'shop' });
    owner = await hireOwner(platform, shop, 'olga@example.com');
    const create = (code: string) => owner.caller.one('mutation ($code: String!) { storeCreate(input: { code: $code, name: $code }) { store { id } userErrors { message } } }', { code });
    storeIds = [(await create('A')).store.id, (await create('B')).store.id];
  });
  afterAll(() => platform.stop());

  /** Refused, and nothing changed. */
  async function expectRefused(by: Colleague, document: string, variables: Readonly<Record<string, unknown>>, expected: string): Promise<void> {
    const before = await shop.digest();
    expect(await refusals(by.caller, document, variables)).toEqual([expected]);
    expect(await shop.digest()).toEqual(before);
  }

  /** Somebody of the brand by their role only, with rights over staff. */
  async function hireLead(name: string, permissions: readonly string[], more: { storeIds?: readonly string[] } = {}): Promise<Colleague> {
    await owner.caller.ok(CREATE_ROLE, { input: { code: `${name}-lead`, name, permissions: ['brand:staff', ...permissions] } });
    return hire(platform, owner.caller, `${name}@example.com`, [`${name}-lead`], more);
  }

  it('lists people with what they may do where', async () => {
    await hire(platform, owner.caller, 'mia@example.com', ['marketer', 'analyst'], { storeIds: [storeIds[1]!] });
    expect(await owner.caller.one('{ staff(first: 2) { totalCount { value } nodes { email name state allStores hasTotp roles { code builtIn } stores { code } } } }')).toEqual({
      totalCount: { value: 2 },
      nodes: [
        { email: 'olga@example.com', name: 'olga', state: 'ACTIVE', allStores: true, hasTotp: false, roles: [{ code: 'owner', builtIn: true }], stores: [] },
        { email: 'mia@example.com', name: 'mia', state: 'ACTIVE', allStores: false, hasTotp: false, roles: [{ code: 'marketer', builtIn: true }, { code: 'analyst', builtIn: true }], stores: [{ code: 'B' }] },
      ],
    });
    expect((await owner.caller.one('{ permissions { id module } }')).map(({ id }: { id: string }) => id)).toEqual(brandPermissionsOf([brand]));
    expect((await owner.caller.one('{ roles { code } }')).map(({ code }: { code: string }) => code).slice(0, 9)).toEqual(['owner', 'admin', 'marketer', 'store-manager', 'store-staff', 'support', 'analyst', 'finance', 'integrator']);
  });

  it('tells other modules which addresses are those of who works here now', async () => {
    const gone = await hire(platform, owner.caller, 'gone@example.com', ['support']);
    const elsewhere = await platform.brand();
    await hireOwner(platform, elsewhere, 'else@example.com');
    const asked = ['OLGA@example.com', 'gone@example.com', 'else@example.com', 'nobody@example.com', 'no address'];
    const among = async (of: TestShop): Promise<string[]> => [...(await of.context((ctx) => ctx.use(StaffDirectory).among(asked)))];
    expect(await among(shop)).toEqual(['OLGA@example.com', 'gone@example.com']);
    await owner.caller.ok(DEACTIVATE, { id: gone.id });
    expect([await among(shop), await among(elsewhere)]).toEqual([['OLGA@example.com'], ['else@example.com']]);
  });

  it('refuses what is no address, no role, no store, and somebody who works here', async () => {
    const invite = (input: object) => ({ input: { email: 'new@example.com', name: 'New', roles: ['support'], ...input } });
    await expectRefused(owner, INVITE, invite({ email: 'new@example' }), 'INVALID_INPUT input.email');
    await expectRefused(owner, INVITE, invite({ name: ' ' }), 'INVALID_INPUT input.name');
    await expectRefused(owner, INVITE, invite({ roles: [] }), 'INVALID_INPUT input.roles');
    await expectRefused(owner, INVITE, invite({ roles: ['support', 'wizard'] }), 'NOT_FOUND input.roles.1');
    await expectRefused(owner, INVITE, invite({ storeIds: ['str_01k0zs3m9qfp0a1b2c3d4e5f6g'] }), 'NOT_FOUND input.storeIds.0');
    await expectRefused(owner, INVITE, invite({ email: 'Olga@example.com' }), 'INVALID_INPUT input.email');
  });

  it('lets nobody give what they have not: roles, permissions, stores, ownership', async () => {
    const lead = await hireLead('lea', ['brand:read', 'brand:jobs'], { storeIds: [storeIds[0]!] });
    const admin = await hire(platform, owner.caller, 'ada@example.com', ['admin']);
    const invite = (roles: string[], where: string[] | null = [storeIds[0]!]) => ({ input: { email: 'friend@example.com', name: 'Friend', roles, storeIds: where } });
    await expectRefused(lead, INVITE, invite(['admin']), 'ROLE_BEYOND_RIGHTS input.roles');
    await expectRefused(lead, INVITE, invite(['support'], null), 'ROLE_BEYOND_RIGHTS input.roles');
    await expectRefused(lead, INVITE, invite(['support'], storeIds), 'ROLE_BEYOND_RIGHTS input.roles');
    await expectRefused(lead, UPDATE, { id: lead.id, input: { roles: ['owner'] } }, 'ROLE_BEYOND_RIGHTS input.roles');
    await expectRefused(lead, UPDATE, { id: lead.id, input: { storeIds: null } }, 'ROLE_BEYOND_RIGHTS input.roles');
    await expectRefused(lead, UPDATE, { id: owner.id, input: { name: 'Taken over' } }, 'ROLE_BEYOND_RIGHTS id');
    await expectRefused(lead, DEACTIVATE, { id: admin.id }, 'ROLE_BEYOND_RIGHTS id');
    await expectRefused(lead, CREATE_ROLE, { input: { code: 'mine', name: 'Mine', permissions: ['brand:read'] } }, 'ROLE_BEYOND_RIGHTS input.permissions');
    await expectRefused(admin, INVITE, invite(['owner'], null), 'ROLE_BEYOND_RIGHTS input.roles');
    await expectRefused(admin, UPDATE, { id: admin.id, input: { roles: ['owner'] } }, 'ROLE_BEYOND_RIGHTS input.roles');
    await expectRefused(admin, DEACTIVATE, { id: owner.id }, 'ROLE_BEYOND_RIGHTS id');
    const { data } = await lead.caller.run(INVITE, invite(['admin']));
    expect(data.staffInvite.userErrors[0].missing).toEqual(brandPermissionsOf([brand]).filter((permission) => !['brand:jobs', 'brand:read', 'brand:staff'].includes(permission)));
    await lead.caller.ok(INVITE, invite(['store-staff']));
  });

  it('keeps the roles every brand has, and lets a role grow only as far as the caller', async () => {
    const lead = await hireLead('rea', ['brand:read']);
    const role = (permissions: string[], code = 'desk') => ({ code, name: 'Desk', permissions });
    expect(await owner.caller.one(CREATE_ROLE, { input: role(['brand:read', 'brand:jobs']) })).toMatchObject({ role: { code: 'desk', name: 'Desk', builtIn: false, permissions: ['brand:jobs', 'brand:read'], masks: [] } });
    await expectRefused(owner, UPDATE_ROLE, { code: 'owner', input: role([], 'owner') }, 'INVALID_INPUT code');
    await expectRefused(owner, DELETE_ROLE, { code: 'analyst' }, 'INVALID_INPUT code');
    await expectRefused(owner, CREATE_ROLE, { input: role([], 'owner') }, 'INVALID_INPUT input.code');
    await expectRefused(owner, CREATE_ROLE, { input: role(['brand:read']) }, 'INVALID_INPUT input.code');
    await expectRefused(owner, CREATE_ROLE, { input: role(['brand:install'], 'operator') }, 'INVALID_INPUT input.permissions.0');
    await expectRefused(owner, CREATE_ROLE, { input: role(['any:caller'], 'anybody') }, 'INVALID_INPUT input.permissions.0');
    await expectRefused(lead, CREATE_ROLE, { input: role(['brand:manage'], 'more') }, 'ROLE_BEYOND_RIGHTS input.permissions');
    await expectRefused(lead, UPDATE_ROLE, { code: 'rea-lead', input: role(['brand:staff', 'brand:plugins'], 'rea-lead') }, 'ROLE_BEYOND_RIGHTS input.permissions');
    await expectRefused(lead, UPDATE_ROLE, { code: 'desk', input: role(['brand:read']) }, 'ROLE_BEYOND_RIGHTS code');
    await expectRefused(lead, DELETE_ROLE, { code: 'desk' }, 'ROLE_BEYOND_RIGHTS code');
    await expectRefused(owner, DELETE_ROLE, { code: 'rea-lead' }, 'INVALID_INPUT code');
    await owner.caller.ok(DELETE_ROLE, { code: 'desk' });
    await expectRefused(owner, DELETE_ROLE, { code: 'desk' }, 'NOT_FOUND code');
  });

  it('keeps at least one owner, whoever asks at once', async () => {
    await expectRefused(owner, DEACTIVATE, { id: owner.id }, 'STAFF_LAST_OWNER id');
    await expectRefused(owner, UPDATE, { id: owner.id, input: { roles: ['admin'] } }, 'STAFF_LAST_OWNER input.roles');
    await expectRefused(owner, UPDATE, { id: owner.id, input: { storeIds: [storeIds[0]] } }, 'STAFF_LAST_OWNER input.roles');
    const nodes = [platform.runtime, platform.node()] as const;
    for (let round = 0; round < 5; round++) {
      const second = await hire(platform, owner.caller, `second-${round}@example.com`, ['owner']);
      const leave = [
        refusals(owner.caller.via(nodes[0]), DEACTIVATE, { id: second.id }), refusals(second.caller.via(nodes[1]), UPDATE, { id: owner.id, input: { roles: ['admin'] } }),
        refusals(owner.caller.via(nodes[0]), DEACTIVATE, { id: owner.id }), refusals(second.caller.via(nodes[1]), DEACTIVATE, { id: second.id }),
      ];
      await Promise.all(leave);
      const left = await platform.rows<{ id: string; name: string }>(`SELECT id, name FROM brand.staff WHERE brand_id = $1 AND state = 'ACTIVE' AND 'owner' = ANY (roles)`, [shop.id]);
      expect(left.length).toBeGreaterThanOrEqual(1);
      await platform.owner.query(`UPDATE brand.staff SET state = 'ACTIVE', roles = '{owner}' WHERE brand_id = $1 AND name = 'olga'`, [shop.id]);
      await platform.owner.query(`UPDATE brand.staff SET roles = '{support}' WHERE brand_id = $1 AND name LIKE 'second-%'`, [shop.id]);
      const again = await signIn(platform, { email: owner.email });
      owner = { ...owner, ...again, caller: (await holder(platform, again))! };
    }
  });

  it('takes a change of roles to every session, and deactivation to every door', async () => {
    const ben = await hire(platform, owner.caller, 'ben@example.com', ['support']);
    const fresh = async () => holder(platform, ben, platform.node());
    expect((await (await fresh())!.one(PERMISSIONS)).permissions).toEqual(['brand:read']);
    expect(await owner.caller.one(UPDATE, { id: ben.id, input: { name: 'Benno', roles: ['integrator'], storeIds: [storeIds[0]] } })).toEqual({
      staff: { name: 'Benno', state: 'ACTIVE', allStores: false, roles: [{ code: 'integrator' }], stores: [{ code: 'A' }] }, userErrors: [],
    });
    const { scope } = (await fresh())!;
    expect([[...scope.actor.permissions].sort(), scope.actor.name, scope.actor.storeIds?.size]).toEqual([builtInRoles([brand]).find(({ code }) => code === 'integrator')?.permissions, 'Benno', 1]);

    expect(await owner.caller.one(DEACTIVATE, { id: ben.id })).toEqual({ staff: { state: 'DEACTIVATED' }, userErrors: [] });
    expect(await fresh()).toBeNull();
    expect(await holder(platform, ben)).toBeNull();
    expect((await signIn(platform, { email: ben.email })).userErrors).toMatchObject([{ code: 'SIGN_IN_FAILED', path: ['input'] }]);
    const refresh = 'mutation ($t: String!) { staffSessionRefresh(refreshToken: $t) { accessToken userErrors { code path } } }';
    expect(await refusals(ben.caller, refresh, { t: ben.refreshToken })).toEqual(['SIGN_IN_FAILED refreshToken']);
    const back = await hire(platform, owner.caller, 'ben@example.com', ['analyst']);
    expect(back.id).toBe(ben.id);
  });

  it('leaves somebody whose role went without its rights', async () => {
    const lead = await hireLead('gus', ['brand:read']);
    await platform.owner.query(`DELETE FROM brand.role WHERE code = 'gus-lead'`);
    expect((await holder(platform, lead, platform.node()))?.scope.actor.permissions.size).toBe(0);
  });
});
