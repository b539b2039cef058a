import type { Data, TestCaller, TestPlatform, TestShop } from '@regulars/testing';
import { hoursHeldOf, openDesk } from './support/desk';
import { idToken, PROVIDER } from './support/id-provider';
import type { Somebody, Visitor } from './support/sign-in';

const PHONE = '0912345678';
const LINK = 'mutation ($idToken: String!) { memberOidcLink(idToken: $idToken) { member { id phone identities { kind value verifiedAt } } userErrors { code path ... on IdentityTakenError { kind } } } }';
const LINE = 'mutation { memberLineLink(idToken: "a.b.c") { member { id } userErrors { code path } } }';
const CONFIGURE = 'mutation ($settings: JSON!) { pluginConfigure(id: "member", settings: $settings) { userErrors { code message } } }';
const SUGGESTIONS = '{ memberMergeSuggestions(first: 50) { nodes { reasons members { id } } } }';
const TOKEN = idToken({ sub: 'bob' });

let platform: TestPlatform;
let shop: TestShop;
let staff: TestCaller;
let visitor: Visitor;
/** Who came by a phone. */
let bob: Somebody;

const sent = openDesk((desk) => ({ platform, shop, staff, visitor } = desk));
beforeEach(async () => {
  await staff.ok(CONFIGURE, { settings: { oidc: PROVIDER } });
  bob = await visitor.member(PHONE, { name: 'Bob' });
});

const link = async (caller: TestCaller, token = TOKEN): Promise<Data> => (await caller.run(LINK, { idToken: token })).data.memberOidcLink;
const eventsOf = async (name: string) => (await platform.rows<{ payload: Data }>('SELECT payload FROM platform.event WHERE brand_id = $1 AND name = $2 ORDER BY xid, id', [shop.id, name])).map(({ payload }) => payload);
const hoursHeld = (id: string): Promise<number> => hoursHeldOf({ platform, shop }, id);

it('gives a member another way to sign in, holds points for a day, and changes nothing when it comes again', async () => {
  const identities = [{ kind: 'PHONE', value: '+886912345678', verifiedAt: expect.any(String) }, { kind: 'EXTERNAL', value: 'oidc:bob', verifiedAt: expect.any(String) }];
  expect(await link(bob.caller)).toEqual({ member: { id: bob.id, phone: '+886912345678', identities }, userErrors: [] });
  expect([await eventsOf('identity.verified'), await eventsOf('member.updated')]).toEqual([[{ memberId: bob.id, kind: 'PHONE' }, { memberId: bob.id, kind: 'EXTERNAL' }], [{ memberId: bob.id, changed: ['identities'] }]]);
  expect(await hoursHeld(bob.id)).toBe(24);
  expect((await visitor.byProvider('bob')).id).toBe(bob.id);
  const before = await shop.digest();
  expect((await link(bob.caller)).userErrors).toEqual([]);
  expect(await shop.digest()).toEqual(before);
});

it('makes one member of the two where the account was another member\'s: the one who asks goes on', async () => {
  const ann = await visitor.byProvider('bob', { name: 'Ann' });
  expect(await link(bob.caller)).toMatchObject({ member: { id: bob.id, phone: '+886912345678', identities: [{ kind: 'PHONE' }, { kind: 'EXTERNAL', value: 'oidc:bob' }] }, userErrors: [] });
  expect(await eventsOf('member.merged')).toEqual([{ memberId: bob.id, mergedId: ann.id, operationId: expect.any(String), cause: 'VERIFIED_IDENTITY' }]);
  expect([(await visitor.byProvider('bob')).id, await visitor.holder(ann.accessToken, platform.node()), await hoursHeld(bob.id)]).toEqual([bob.id, null, 24]);
});

it('erases nobody by a code that was asked for when the two were two', async () => {
  await visitor.byProvider('bob');
  await platform.owner.query('DELETE FROM platform.attempts');
  await bob.caller.ok('mutation { memberEraseCodeRequest { userErrors { code } } }');
  await platform.drain();
  const code = sent.at(-1)?.code;
  expect(sent.at(-1)?.purpose).toBe('MEMBER_ERASE');
  await link(bob.caller);
  const before = await shop.digest();
  const { memberErase } = (await bob.caller.run('mutation ($code: String!) { memberErase(code: $code, idempotencyKey: "erase") { userErrors { code } } }', { code })).data;
  expect(memberErase).toEqual({ userErrors: [{ code: 'SIGN_IN_CODE_INVALID' }] });
  expect(await shop.digest()).toEqual(before);
  await platform.owner.query('DELETE FROM platform.attempts');
  expect((await bob.caller.run('mutation { memberEraseCodeRequest { userErrors { code } } }')).data.memberEraseCodeRequest.userErrors).toEqual([{ code: 'RATE_LIMITED' }]);
});

it('leaves the account with another member who may be somebody else, and tells the staff', async () => {
  const ann = await visitor.byProvider('bob', { birthDate: '1962-11-30' });
  await bob.caller.ok('mutation { memberProfileUpdate(input: { birthDate: "1990-05-01" }) { userErrors { code } } }');
  const before = await shop.digest();
  expect(await link(bob.caller)).toEqual({ member: null, userErrors: [{ code: 'IDENTITY_TAKEN', path: ['idToken'], kind: 'EXTERNAL' }] });
  expect({ ...(await shop.digest()), 'member.merge_suggestion': null }).toEqual({ ...before, 'member.merge_suggestion': null });
  expect((await staff.ok(SUGGESTIONS)).memberMergeSuggestions.nodes).toEqual([{ reasons: ['SAME_IDENTITY_PROVED'], members: expect.arrayContaining([{ id: ann.id }, { id: bob.id }]) }]);
});

const REFUSED: readonly (readonly [name: string, token: string, arrange: () => Promise<unknown>])[] = [
  ['who has another account of the provider', TOKEN, () => link(bob.caller, idToken({ sub: 'first' }))],
  ['who is frozen', TOKEN, () => staff.ok('mutation ($id: ID!) { memberFreeze(id: $id, reason: "odd", idempotencyKey: "freeze") { userErrors { code } } }', { id: bob.id })],
  ['who shows a token for somebody else\'s client', idToken({ sub: 'bob', aud: 'other' }), () => Promise.resolve()],
  ['whose brand has not set the provider up', TOKEN, () => staff.ok(CONFIGURE, { settings: {} })],
];

it.each(REFUSED)('is refused to a member %s, and nothing is written', async (_, token, arrange) => {
  await arrange();
  const before = await shop.digest();
  expect(await link(bob.caller, token)).toEqual({ member: null, userErrors: [{ code: 'INVALID_INPUT', path: ['idToken'] }] });
  expect(await shop.digest()).toEqual(before);
});

it('takes LINE accounts in the same way, once the brand has set LINE up, and is for who signed in', async () => {
  expect((await bob.caller.run(LINE)).data.memberLineLink).toEqual({ member: null, userErrors: [{ code: 'INVALID_INPUT', path: ['idToken'] }] });
  expect((await visitor.nobody().run(LINK, { idToken: TOKEN })).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
});
