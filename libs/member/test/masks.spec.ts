import { brand } from '@regulars/brand';
import { builtInRoles } from '@regulars/brand/contract';
import type { MaskKind } from '@regulars/plugin-sdk';
import { createTestPlatform, type TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { member } from '../src';

const JOIN = 'mutation ($input: MemberJoinInput!, $key: String!) { memberJoin(input: $input, idempotencyKey: $key) { member { id } userErrors { code } } }';
const SEEN = 'name phone email birthDate attributes identities { kind value }';
const BY = `query ($by: MemberIdentifierInput!) { member(by: $by) { ${SEEN} } }`;
const PHONE = '0912345678';

let platform: TestPlatform;
let shop: TestShop;
let id: string;

beforeAll(async () => {
  platform = await createTestPlatform([brand, member]);
  shop = await platform.brand();
  const input = {
    phone: PHONE, email: 'ann@example.com', name: 'Ann Lee', birthDate: '1990-02-28', cardNumber: 'CARD-000123', externalId: { source: 'pos', id: '4711' }, attributes: { size: 'M' },
  };
  id = (await shop.everything().one(JOIN, { input, key: 'ann' })).member.id;
});
afterAll(() => platform?.stop());

const masking = (masks: Readonly<Record<string, MaskKind>>): TestCaller => shop.everything({ name: 'masked', masks });
const byRole = (code: string): TestCaller => shop.everything({ name: code, masks: Object.fromEntries(builtInRoles([member]).find((role) => role.code === code)!.masks) });
const names = async (caller: TestCaller, args: string): Promise<string[]> => (await caller.one(`{ members(${args}) { nodes { number } totalCount { value } } }`)).nodes;

const whole = {
  name: 'Ann Lee', phone: '+886912345678', email: 'ann@example.com', birthDate: '1990-02-28', attributes: { size: 'M' },
  identities: [{ kind: 'CARD', value: 'CARD-000123' }, { kind: 'EMAIL', value: 'ann@example.com' }, { kind: 'EXTERNAL', value: 'pos:4711' }, { kind: 'PHONE', value: '+886912345678' }],
};
const inPart = {
  phone: '0912***678', email: 'a***@example.com',
  identities: [{ kind: 'CARD', value: 'CARD***123' }, { kind: 'EMAIL', value: 'a***@example.com' }, { kind: 'EXTERNAL', value: '***11' }, { kind: 'PHONE', value: '0912***678' }],
};

describe('personal data, seen by role', () => {
  const sorted = (answer: { identities: { kind: string }[] }): object => ({ ...answer, identities: [...answer.identities].sort((a, b) => (a.kind < b.kind ? -1 : 1)) });

  it.each([
    ['owner', whole],
    ['store-manager', whole],
    ['integrator', whole],
    ['store-staff', { ...whole, ...inPart, birthDate: '0000-02-28' }],
    ['support', { ...whole, ...inPart, birthDate: '0000-02-28' }],
    ['marketer', { ...whole, ...inPart }],
    ['analyst', { name: null, phone: null, email: null, birthDate: null, attributes: {}, identities: [] }],
    ['finance', { name: 'A**', phone: null, email: null, birthDate: null, attributes: {}, identities: [] }],
  ])('%s', async (role, seen) => expect(sorted(await byRole(role).one(BY, { by: { id } }))).toEqual(seen));

  it('alike through every way to the member: node, list, the payload of a write, and its replay by another', async () => {
    const caller = byRole('store-staff');
    const seen = { name: 'Ann Lee', phone: '0912***678' };
    expect(await caller.one(`{ node(id: "${id}") { ... on Member { name phone } } }`)).toEqual(seen);
    expect(await caller.one('{ members { nodes { name phone } } }')).toEqual({ nodes: [seen] });
    const again = (by: TestCaller): Promise<unknown> => by.one(`mutation { memberJoin(input: { phone: "${PHONE}" }, idempotencyKey: "again") { created member { name phone } } }`);
    expect(await again(caller)).toEqual({ created: false, member: seen });
    const unmasked = new (caller.constructor as typeof TestCaller)(platform.runtime, { ...caller.scope, actor: { ...caller.scope.actor, masks: new Map() } });
    expect(await again(unmasked)).toEqual({ created: false, member: { name: 'Ann Lee', phone: '+886912345678' } });
    expect(await again(caller)).toEqual({ created: false, member: seen });
  });

  it('a phone that is hidden is hidden among the identities, too', async () => {
    expect(await masking({ 'Member.phone': 'HIDE' }).one(`{ member(by: { id: "${id}" }) { phone email identities { kind } } }`)).toEqual({
      phone: null, email: 'ann@example.com', identities: expect.not.arrayContaining([{ kind: 'PHONE' }]),
    });
  });
});

describe('what is masked', () => {
  const one = expect.objectContaining({ number: expect.any(String) });

  it('is found as a whole by who sees it in part, as the till does', async () => {
    const till = masking({ 'Member.phone': 'PARTIAL', 'Member.email': 'PARTIAL', 'Member.identities': 'PARTIAL' });
    for (const by of [{ phone: PHONE }, { email: 'ann@example.com' }, { cardNumber: 'card000123' }, { externalId: { source: 'pos', id: '4711' } }]) {
      expect(await till.one(BY, { by })).toMatchObject({ phone: '0912***678' });
    }
    expect(await names(till, `search: "${PHONE}"`)).toEqual([one]);
  });

  it('names nobody to whom it is hidden', async () => {
    const blind = masking({ 'Member.phone': 'HIDE', 'Member.email': 'HIDE', 'Member.identities': 'HIDE' });
    for (const by of [{ phone: PHONE }, { email: 'ann@example.com' }, { cardNumber: 'card000123' }, { externalId: { source: 'pos', id: '4711' } }]) {
      expect(await blind.run(BY, { by })).toEqual({ data: { member: null } });
    }
    expect(await names(blind, `search: "${PHONE}"`)).toEqual([]);
    expect(await names(blind, 'search: "ann@example.com"')).toEqual([]);
    expect(await names(blind, 'search: "ann"')).toEqual([one]); // the name is shown
  });

  it.each(['HIDE', 'PARTIAL'] as const)('is not guessed letter by letter (%s)', async (mask) => {
    const caller = masking({ 'Member.name': mask, 'Member.birthDate': mask });
    expect(await names(caller, 'search: "Ann L"')).toEqual([]);
    expect(await caller.run('{ members(where: { birthDate: { lt: "1995-01-01" } }) { nodes { id } } }')).toMatchObject({
      data: null, errors: [{ path: ['members'], message: expect.stringContaining('Birth dates are not shown to you whole') }],
    });
    const nested = await caller.run('{ members(where: { or: [{ not: { birthDate: { eq: "1990-02-28" } } }] }) { nodes { id } } }');
    expect(nested.data).toBeNull();
    expect(await names(shop.everything(), 'search: "Ann L", where: { birthDate: { lt: "1995-01-01" } }')).toEqual([one]);
  });
});

describe('a file of everything', () => {
  const EXPORT = `mutation ($id: ID!) { memberExport(id: $id) { job { id } userErrors { code path } } }`;

  it('is not for who sees members in part', async () => {
    const before = await shop.digest();
    const refused = await masking({ 'Member.birthDate': 'PARTIAL' }).run(EXPORT, { id });
    expect(refused.data).toEqual({ memberExport: { job: null, userErrors: [{ code: 'INVALID_INPUT', path: ['id'] }] } });
    expect(await shop.digest()).toEqual(before);
    expect(await shop.everything().one(EXPORT, { id })).toMatchObject({ job: { id: expect.any(String) }, userErrors: [] });
  });
});
