import { readId } from '@regulars/plugin-sdk';
import type { Data, TestCaller, TestPlatform, TestShop } from '@regulars/testing';
import { hoursHeldOf, openDesk } from './support/desk';
import { PROVIDER } from './support/id-provider';
import { JOIN, type Somebody, type Visitor } from './support/sign-in';

const PHONE = '0912345678';
const CHANGE = `mutation ($phone: String!, $code: String!) { memberPhoneChange(phone: $phone, code: $code) {
  member { id name phone phoneVerifiedAt identities { kind value } } userErrors { code path ... on SignInCodeInvalidError { triesLeft } } } }`;
const MERGE = 'mutation ($survivor: ID!, $loser: ID!) { memberMerge(survivorId: $survivor, loserId: $loser, idempotencyKey: "merge") { operationId userErrors { code } } }';
const UNMERGE = 'mutation ($id: ID!) { memberUnmerge(operationId: $id, idempotencyKey: "unmerge") { member { id } remainders { what } userErrors { code } } }';
const REQUEST_ERASURE = 'mutation ($id: ID!) { memberDataRequestCreate(input: { memberId: $id, kind: ERASURE }, idempotencyKey: "request") { userErrors { code } } }';
const CONFIGURE = 'mutation ($settings: JSON!) { pluginConfigure(id: "member", settings: $settings) { userErrors { code message } } }';
const SUGGESTIONS = '{ memberMergeSuggestions(first: 50) { nodes { id score reasons members { id } } } }';
const DISMISS = 'mutation ($id: ID!) { memberMergeSuggestionDismiss(id: $id, reason: "a family") { userErrors { code } } }';
/** What counts tries, and what staff are told by: nothing else may change where nobody is merged. */
const BESIDE = ['member.merge_suggestion', 'member.sign_in_challenge', 'platform.attempts'];

let platform: TestPlatform;
let shop: TestShop;
let staff: TestCaller;
let visitor: Visitor;
/** Who came by the brand's provider, and has no phone. */
let ann: Somebody;
/** Who came by a phone. */
let bob: Somebody;

openDesk((desk) => ({ platform, shop, staff, visitor } = desk));
beforeEach(async () => {
  await staff.ok(CONFIGURE, { settings: { oidc: PROVIDER } });
  [ann, bob] = [await visitor.byProvider('ann', { name: 'Ann' }), await visitor.member(PHONE, { name: 'Bob', birthDate: '1990-05-01' })];
});

const uuid = (id: string): string => readId('mbr', id) as string;

const give = async (caller: TestCaller, phone: string, code: string): Promise<Data> => (await caller.run(CHANGE, { phone, code })).data.memberPhoneChange;
const merge = (survivor: string, loser: string) => staff.ok(MERGE, { survivor, loser });
const prove = async ({ caller }: Somebody, phone = PHONE): Promise<Data> => give(caller, phone, await visitor.codeAgain(phone));
const suggested = async (): Promise<Data[]> => (await staff.ok(SUGGESTIONS)).memberMergeSuggestions.nodes;
const update = (id: string, input: object) => staff.ok('mutation ($id: ID!, $input: MemberUpdateInput!) { memberUpdate(id: $id, input: $input) { userErrors { code } } }', { id, input });
const mergedEvents = async () => (await platform.rows<{ payload: Data }>("SELECT payload FROM platform.event WHERE brand_id = $1 AND name = 'member.merged'", [shop.id])).map(({ payload }) => payload);
const operations = () => platform.rows<Data>('SELECT survivor_id, loser_id, cause, actor_kind, actor_id, reason, undone_at FROM member.merge_operation WHERE brand_id = $1 ORDER BY at, id', [shop.id]);
const hoursHeld = (id: string): Promise<number> => hoursHeldOf({ platform, shop }, id);

async function digestBeside(): Promise<Data> {
  const digest = Object.entries(await shop.digest());
  return Object.fromEntries(digest.filter(([table]) => !BESIDE.includes(table)));
}

describe('a member who proves the phone that another had proved before', () => {
  it('is both from then on: the session goes on, and whatever names the other names the one', async () => {
    expect(await prove(ann)).toEqual({
      member: { id: ann.id, name: 'Ann', phone: '+886912345678', phoneVerifiedAt: expect.any(String), identities: [{ kind: 'EXTERNAL', value: 'oidc:ann' }, { kind: 'PHONE', value: '+886912345678' }] },
      userErrors: [],
    });
    expect(await operations()).toEqual([{ survivor_id: uuid(ann.id), loser_id: uuid(bob.id), cause: 'VERIFIED_IDENTITY', actor_kind: 'member', actor_id: uuid(ann.id), reason: null, undone_at: null }]);
    expect(await mergedEvents()).toEqual([{ memberId: ann.id, mergedId: bob.id, operationId: expect.stringMatching(/^mop_/), cause: 'VERIFIED_IDENTITY' }]);
    expect(await suggested()).toEqual([]);
    const other = platform.node();
    expect(await (await visitor.holder(ann.accessToken, other))?.one('{ me { id birthDate timeline(first: 1) { nodes { type } } } }')).toEqual({ id: ann.id, birthDate: '1990-05-01', timeline: { nodes: [{ type: 'member.merged' }] } });
    expect(await visitor.holder(bob.accessToken, other)).toBeNull();
    expect((await staff.ok('query ($id: ID!) { member(by: { id: $id }) { id } }', { id: bob.id })).member).toEqual({ id: ann.id });
    expect((await visitor.byProvider('ann')).id).toBe(ann.id);
    expect((await visitor.verify(PHONE, await visitor.codeAgain(PHONE))).me.id).toBe(ann.id);
  });

  it('can spend nothing for 24 hours, also once the merge is undone', async () => {
    await prove(ann);
    expect(await hoursHeld(ann.id)).toBe(24);
    const [{ operationId }] = await mergedEvents() as [Data];
    expect(await staff.one(UNMERGE, { id: operationId })).toEqual({ member: { id: ann.id }, remainders: [], userErrors: [] });
    expect([await hoursHeld(ann.id), await hoursHeld(bob.id)]).toEqual([24, 0]);
  });

  it('does so once: the code is used up, and a second proof finds the phone to be its own', async () => {
    const code = await visitor.codeAgain(PHONE);
    expect((await give(ann.caller, PHONE, code)).userErrors).toEqual([]);
    const before = await digestBeside();
    expect(await give(ann.caller, PHONE, code)).toEqual({ member: null, userErrors: [{ code: 'SIGN_IN_CODE_INVALID', path: ['code'], triesLeft: 0 }] });
    expect(await prove(ann)).toMatchObject({ member: { id: ann.id }, userErrors: [] });
    expect(await digestBeside()).toEqual(before);
  });

  it('is parted again by undoing it: each signs in as before, the sessions in between end, and it does not happen by itself again', async () => {
    const identitiesOf = () => platform.rows('SELECT id, member_id, kind, is_primary, verified_at FROM member.identity WHERE brand_id = $1 ORDER BY id', [shop.id]);
    const before = await identitiesOf();
    await prove(ann);
    const [{ operationId }] = await mergedEvents() as [Data];
    await staff.ok(UNMERGE, { id: operationId });
    expect(await identitiesOf()).toEqual(before);
    expect([await visitor.holder(ann.accessToken, platform.node()), await visitor.holder(bob.accessToken, platform.node())]).toEqual([null, null]);
    expect((await visitor.verify(PHONE, await visitor.codeAgain(PHONE))).me).toMatchObject({ id: bob.id, name: 'Bob', phone: '+886912345678' });
    expect((ann = await visitor.byProvider('ann')).id).toBe(ann.id);
    expect(await prove(ann)).toEqual({ member: null, userErrors: [{ code: 'IDENTITY_TAKEN', path: ['phone'] }] });
    expect(await operations()).toHaveLength(1);
    expect(await suggested()).toMatchObject([{ score: 99, reasons: ['SAME_IDENTITY_PROVED'] }]);
  });

  it('brings along who was merged into the other before', async () => {
    const { id: carl } = (await staff.one(JOIN, { input: { cardNumber: 'C-1' }, key: 'carl' })).member;
    await merge(bob.id, carl);
    await prove(ann);
    expect(await platform.rows('SELECT id, status FROM member.member WHERE merged_into = $1 ORDER BY id', [uuid(ann.id)])).toEqual([uuid(bob.id), uuid(carl)].sort().map((id) => ({ id, status: 'MERGED' })));
  });
});

/** What speaks against merging Ann and Bob. */
const REASONS: readonly (readonly [name: string, arrange: () => Promise<unknown>])[] = [
  ['the brand wants to decide itself', () => staff.ok(CONFIGURE, { settings: { oidc: PROVIDER, mergeVerified: false } })],
  ['the other never proved to hold it', () => platform.rows("UPDATE member.identity SET verified_at = NULL WHERE member_id = $1 AND kind = 'PHONE'", [uuid(bob.id)])],
  ['the other is frozen', () => staff.ok('mutation ($id: ID!) { memberFreeze(id: $id, reason: "odd", idempotencyKey: "freeze") { userErrors { code } } }', { id: bob.id })],
  ['the other has left', () => bob.caller.ok('mutation { memberWithdraw(idempotencyKey: "leave") { userErrors { code } } }')],
  ['the caller has a phone', () => prove(ann, '0987654321')],
  ['staff wrote a phone down for the caller', () => update(ann.id, { phone: '0987654321' })],
  ['each came by the provider', async () => merge(bob.id, (await visitor.byProvider('zoe')).id)],
  ['each has a LINE account', () => platform.rows(`INSERT INTO member.identity (brand_id, id, member_id, kind, value_index, value_sealed, created_at)
    SELECT brand_id, gen_random_uuid(), id, 'LINE', sha256(id::text::bytea), '', now() FROM member.member WHERE brand_id = $1`, [shop.id])],
  ['they were born on different days', () => update(ann.id, { birthDate: '1962-11-30' })],
  ['the caller asked to be erased', () => staff.ok(REQUEST_ERASURE, { id: ann.id })],
  ['the other asked to be erased', () => staff.ok(REQUEST_ERASURE, { id: bob.id })],
];

describe('the two stay two, and are suggested to staff, where', () => {
  it.each(REASONS)('%s', async (_, arrange) => {
    await arrange();
    const before = await digestBeside();
    expect(await prove(ann)).toEqual({ member: null, userErrors: [{ code: 'IDENTITY_TAKEN', path: ['phone'] }] });
    expect(await digestBeside()).toEqual(before);
    expect(await suggested()).toEqual([{ id: expect.any(String), score: 99, reasons: ['SAME_IDENTITY_PROVED'], members: expect.arrayContaining([{ id: ann.id }, { id: bob.id }]) }]);
  });

  it('staff told them apart: nothing is suggested either, also once one of them goes on in another', async () => {
    await staff.ok(CONFIGURE, { settings: { oidc: PROVIDER, mergeVerified: false } });
    await prove(ann);
    await staff.ok(DISMISS, { id: (await suggested())[0]?.id });
    await staff.ok(CONFIGURE, { settings: { oidc: PROVIDER } });
    const before = await digestBeside();
    expect((await prove(ann)).userErrors).toEqual([{ code: 'IDENTITY_TAKEN', path: ['phone'] }]);
    expect([await digestBeside(), await suggested()]).toEqual([before, []]);
    const carl = await visitor.byProvider('carl');
    await merge(carl.id, ann.id);
    expect((await prove(carl)).userErrors).toEqual([{ code: 'IDENTITY_TAKEN', path: ['phone'] }]);
    expect((await operations()).map(({ cause }) => cause)).toEqual(['STAFF']);
  });
});
