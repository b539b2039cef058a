import { modules } from '@regulars/gateway/installation';
import { needsSecondFactor } from '@regulars/plugin-sdk';
import { TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { type Colleague, hire, hireOwner, holder, refusals, type WithSecondFactor, withSecondFactor } from '../libs/brand/test/people';
import { createWholePlatform, join } from './support/shop';

const EXPORT = 'mutation ($id: ID!) { memberExport(id: $id) { job { id status } userErrors { code message } } }';
const GRANT = 'mutation ($id: ID!, $key: String!) { pointsGrant(memberId: $id, points: 5, reason: "gift", idempotencyKey: $key) { entry { points } userErrors { code message } } }';
const CONFIGURE = 'mutation ($settings: JSON!) { pluginConfigure(id: "brand", settings: $settings) { userErrors { code message path } } }';
const KEY = 'mutation ($scopes: [String!]!) { apiKeyCreate(input: { kind: SECRET, name: "Key", scopes: $scopes }) { apiKey { scopes } userErrors { code path } } }';
const VIEWER = '{ viewer { permissions withheldPermissions } }';

describe('exports and points given by hand', () => {
  let platform: TestPlatform;
  let shop: TestShop;
  let owner: Colleague;
  let guarded: WithSecondFactor;
  let memberId: string;

  beforeAll(async () => {
    platform = await createWholePlatform();
    shop = await platform.brand();
    memberId = await join(shop.everything(), 'kai');
    owner = await hireOwner(platform, shop, 'olga@example.com');
    guarded = await withSecondFactor(platform, await hireOwner(platform, shop, 'gail@example.com'));
  });
  afterAll(() => platform.stop());

  const told = (permission: string) => ({
    message: 'Turn on two-step sign-in first: staffTotpEnrol, then staffTotpConfirm. Who signs in by an identity provider shows a second factor there.',
    extensions: { code: 'SECOND_FACTOR_REQUIRED', requiredScopes: [permission] },
  });

  it.each([['memberExport', EXPORT, 'member:export'], ['pointsGrant', GRANT, 'points:grant']])('%s takes a second factor, of owners too: without one nothing is there afterwards', async (name, document, permission) => {
    const before = await shop.digest();
    expect((await owner.caller.run(document, { id: memberId, key: `${name}-1` })).errors).toMatchObject([{ path: [name], ...told(permission) }]);
    expect(await shop.digest()).toEqual(before);
    expect(await guarded.caller.one(document, { id: memberId, key: `${name}-2` })).toMatchObject({ userErrors: [] });
  });

  it('an export that answers a request by law takes one, too', async () => {
    const staff = shop.everything();
    const CREATE = 'mutation ($id: ID!) { memberDataRequestCreate(input: { memberId: $id, kind: ACCESS }, idempotencyKey: "asked") { request { id } userErrors { message } } }';
    const { request } = await staff.one(CREATE, { id: memberId });
    await staff.ok('mutation ($id: ID!) { memberDataRequestVerify(id: $id) { userErrors { message } } }', { id: request.id });
    const PROCESS = 'mutation ($id: ID!) { memberDataRequestProcess(id: $id) { request { state } userErrors { message } } }';
    const before = await shop.digest();
    expect((await owner.caller.run(PROCESS, { id: request.id })).errors).toMatchObject([{ path: ['memberDataRequestProcess'], ...told('member:export') }]);
    expect(await shop.digest()).toEqual(before);
    expect(await guarded.caller.one(PROCESS, { id: request.id })).toEqual({ request: { state: 'PROCESSING' }, userErrors: [] });
  });

  it('tells everybody what waits for them, in their language', async () => {
    expect((await owner.caller.one(VIEWER)).withheldPermissions).toEqual(['member:export', 'points:grant']);
    const chinese = new TestCaller(platform.runtime, { ...owner.caller.scope, language: 'zh-TW' });
    expect((await chinese.run(EXPORT, { id: memberId })).errors?.[0]?.message).toBe('請先啟用兩步驟驗證:staffTotpEnrol、staffTotpConfirm。以身分提供者登入者,請於該處使用第二因素登入。');
    const { permissions, withheldPermissions } = await guarded.caller.one(VIEWER);
    expect([permissions.filter((one: string) => ['member:export', 'points:grant'].includes(one)), withheldPermissions]).toEqual([['member:export', 'points:grant'], []]);
  });

  it('is given on by who has none: whoever gets the role needs one', async () => {
    const sue = await hire(platform, owner.caller, 'sue@example.com', ['support']);
    expect((await sue.caller.one(VIEWER)).withheldPermissions).toEqual(['points:grant']);
    const { caller } = await withSecondFactor(platform, sue);
    expect(await caller.one(GRANT, { id: memberId, key: 'sue' })).toMatchObject({ entry: { points: 5 } });
    await owner.caller.ok('mutation { roleCreate(input: { code: "clerk", name: "Clerk", permissions: ["member:export"] }) { userErrors { message } } }');
  });

  it('goes to no key by who has none', async () => {
    const before = await shop.digest();
    expect((await owner.caller.run(KEY, { scopes: ['brand:read', 'member:export'] })).errors).toMatchObject([told('member:export')]);
    expect(await shop.digest()).toEqual(before);
    expect(await guarded.caller.one(KEY, { scopes: ['member:export'] })).toMatchObject({ apiKey: { scopes: ['member:export'] }, userErrors: [] });
  });

  it('is not asked of keys, which are no people', async () => {
    const key = shop.as({ kind: 'integration', name: 'crm', permissions: ['member:export', 'member:read'] });
    expect(await key.one(EXPORT, { id: memberId })).toMatchObject({ userErrors: [] });
  });

  it('takes two people, who both signed in with one, for more than the brand lets one give', async () => {
    await shop.everything().ok('mutation { pointsSettingsUpdate(input: { grantFourEyesAbove: 100 }) { userErrors { message } } }');
    const [rob, uma] = [await hire(platform, owner.caller, 'rob@example.com', ['support']), await withSecondFactor(platform, await hire(platform, owner.caller, 'uma@example.com', ['support']))];
    const ASK = 'mutation ($id: ID!) { pointsGrant(memberId: $id, points: 101, reason: "gift", idempotencyKey: "asked") { entry { points } request { id state requestedBy decidedBy } userErrors { code } } }';
    const APPROVE = 'mutation ($id: ID!) { pointsGrantApprove(id: $id, idempotencyKey: "agreed") { entry { points } request { state requestedBy decidedBy } userErrors { code path } } }';
    const { request, entry } = await uma.caller.one(ASK, { id: memberId });
    expect([entry, request]).toEqual([null, { id: expect.stringMatching(/^pgr_/), state: 'PENDING', requestedBy: 'uma', decidedBy: null }]);
    const before = await shop.digest();
    expect(await refusals(uma.caller, APPROVE, { id: request.id })).toEqual(['POINTS_SECOND_PERSON id']);
    expect((await rob.caller.run(APPROVE, { id: request.id })).errors).toMatchObject([told('points:grant')]);
    expect(await shop.digest()).toEqual(before);
    expect(await (await withSecondFactor(platform, rob)).caller.one(APPROVE, { id: request.id })).toEqual({ entry: { points: 101 }, request: { state: 'APPROVED', requestedBy: 'uma', decidedBy: 'rob' }, userErrors: [] });
  });

  describe('a brand that does without', () => {
    const off = { mfaByDefault: false };

    it.each<[string, () => Promise<TestCaller>, string[]]>([
      ['an owner without a second factor', async () => owner.caller, ['SECOND_FACTOR_REQUIRED']],
      ['an admin with one', async () => (await withSecondFactor(platform, await hire(platform, owner.caller, 'ada@example.com', ['admin']))).caller, ['ROLE_BEYOND_RIGHTS settings']],
      ['a key that may change settings', async () => shop.as({ kind: 'integration', name: 'setup', permissions: ['brand:plugins'] }), ['ROLE_BEYOND_RIGHTS settings']],
    ])('is not made by %s', async (_, caller, refused) => {
      const by = await caller();
      const before = await shop.digest();
      expect(await refusals(by, CONFIGURE, { settings: off })).toEqual(refused);
      expect(await shop.digest()).toEqual(before);
    });

    it('is made by an owner with one; the wall is back with the default, and higher by anybody who may change settings', async () => {
      await guarded.caller.ok(CONFIGURE, { settings: off });
      const anew = await hire(platform, owner.caller, 'otto@example.com', ['owner']);
      expect((await anew.caller.one(VIEWER)).withheldPermissions).toEqual([]);
      expect(await anew.caller.one(EXPORT, { id: memberId })).toMatchObject({ userErrors: [] });
      await anew.caller.ok(CONFIGURE, { settings: { mfaFor: ['brand:audit'] } });
      const again = await holder(platform, anew, platform.node());
      expect((await again?.one(VIEWER)).withheldPermissions).toEqual(['brand:audit', 'member:export', 'points:grant']);
      expect(await refusals(again!, CONFIGURE, { settings: {} })).toEqual(['SECOND_FACTOR_REQUIRED']);
      expect(await refusals(guarded.caller, CONFIGURE, { settings: {} })).toEqual([]);
    });
  });

  describe('a module that is switched off', () => {
    const PLUGIN = (on: boolean): string => `mutation { plugin${on ? 'Enable' : 'Disable'}(id: "stamp-card") { userErrors { message } } }`;
    const withoutPlugin = async (settings: object): Promise<void> => {
      await guarded.caller.ok(PLUGIN(true));
      await guarded.caller.ok(CONFIGURE, { settings });
      await guarded.caller.ok(PLUGIN(false));
    };

    it.each<[string, () => Promise<TestCaller>, string[]]>([
      ['an admin with a second factor', async () => (await withSecondFactor(platform, await hire(platform, owner.caller, 'alf@example.com', ['admin']))).caller, ['ROLE_BEYOND_RIGHTS settings']],
      ['an owner without one', async () => owner.caller, ['SECOND_FACTOR_REQUIRED']],
    ])('comes back with its walls, whatever %s said meanwhile', async (_, caller, refused) => {
      const guards = { mfaByDefault: false, mfaFor: ['stamp-card:manage'] };
      await withoutPlugin(guards);
      const by = await caller();
      const before = await shop.digest();
      expect(await refusals(by, CONFIGURE, { settings: { ...guards, mfaFor: [] } })).toEqual(refused);
      expect(await shop.digest()).toEqual(before);
      await guarded.caller.ok(PLUGIN(true));
      const again = await holder(platform, owner, platform.node());
      expect((await again?.one(VIEWER)).withheldPermissions).toEqual(['stamp-card:manage']);
    });

    it('may lose them by an owner with a second factor; a wall of a module that is not installed is kept as long', async () => {
      await withoutPlugin({ mfaFor: ['stamp-card:manage', 'former:manage'] });
      const admin = shop.as({ name: 'admin', permissions: ['brand:plugins'] });
      expect(await refusals(admin, CONFIGURE, { settings: { mfaFor: ['stamp-card:manage'] } })).toEqual(['ROLE_BEYOND_RIGHTS settings']);
      expect(await refusals(guarded.caller, CONFIGURE, { settings: {} })).toEqual([]);
    });
  });

  it('is said by the modules, of these permissions and no others', () => {
    expect(modules.flatMap(({ permissions = {} }) => Object.values(permissions)).filter(needsSecondFactor).sort()).toEqual(['member:export', 'messaging:channels', 'points:grant', 'survey:export']);
  });
});
