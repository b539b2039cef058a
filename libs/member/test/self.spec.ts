import { brand } from '@regulars/brand';
import { schemaOf, type TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { member } from '../src';
import { Members } from '../src/contract';
import { openDesk } from './support/desk';
import { JOIN, otherCode, type Visitor } from './support/sign-in';

const PHONE = '0912345678';
const NEW_PHONE = '0987654321';
const ERRORS = 'userErrors { code path ... on IdentityTakenError { kind } ... on SignInCodeInvalidError { triesLeft } ... on InvalidTransitionError { from to } }';
const PROFILE = `mutation ($input: MemberProfileInput!) { memberProfileUpdate(input: $input) { member { name gender birthDate language email } ${ERRORS} } }`;
const CHANGE = `mutation ($phone: String!, $code: String!) { memberPhoneChange(phone: $phone, code: $code) { member { phone phoneVerifiedAt } ${ERRORS} } }`;
const CONSENTS = `mutation ($consents: [ConsentInput!]!) { memberConsentsSet(consents: $consents) { member { consents { purpose channel granted source } } ${ERRORS} } }`;
const WITHDRAW = `mutation ($key: String!) { memberWithdraw(idempotencyKey: $key) { member { status } ${ERRORS} } }`;
const CARD = 'mutation { memberCardToken { token qrSvg expiresAt userErrors { code } } }';

let platform: TestPlatform;
let shop: TestShop;
let staff: TestCaller;
let visitor: Visitor;
let ann: TestCaller;
let annId: string;

openDesk((desk) => ({ platform, shop, staff, visitor } = desk));
beforeEach(async () => {
  ({ caller: ann, id: annId } = await visitor.member(PHONE, { name: 'Ann' }));
});

const profile = async (input: object) => (await ann.run(PROFILE, { input })).data.memberProfileUpdate;
const change = async (phone: string, code: string, caller = ann) => (await caller.run(CHANGE, { phone, code })).data.memberPhoneChange;
const freeze = () => staff.ok('mutation ($id: ID!) { memberFreeze(id: $id, reason: "odd", idempotencyKey: "freeze") { userErrors { code } } }', { id: annId });
const join = (input: object) => staff.one(JOIN, { input, key: JSON.stringify(input) });
const eventsOf = async (name: string) => (await platform.rows<{ payload: object }>('SELECT payload FROM platform.event WHERE brand_id = $1 AND name = $2 ORDER BY xid, id', [shop.id, name])).map(({ payload }) => payload);
const spendableFrom = async () => (await platform.rows<{ at: Date | null }>('SELECT spendable_from AS at FROM member.member WHERE brand_id = $1 AND name = $2', [shop.id, 'Ann']))[0]?.at ?? null;

describe('memberProfileUpdate', () => {
  it('leaves what is absent and clears what is null; a birth date is given once', async () => {
    expect(await profile({ gender: 'FEMALE', birthDate: '1990-05-01', language: 'en-gb', email: 'Ann@example.com' })).toEqual({
      member: { name: 'Ann', gender: 'FEMALE', birthDate: '1990-05-01', language: 'en-GB', email: 'Ann@example.com' }, userErrors: [],
    });
    expect((await profile({ name: null, email: null })).member).toEqual({ name: null, gender: 'FEMALE', birthDate: '1990-05-01', language: 'en-GB', email: null });
    const before = await shop.digest();
    for (const birthDate of ['1990-05-02', null]) expect(await profile({ birthDate })).toEqual({ member: null, userErrors: [{ code: 'INVALID_INPUT', path: ['input', 'birthDate'] }] });
    expect(await shop.digest()).toEqual(before);
    expect((await profile({ birthDate: '1990-05-01' })).userErrors).toEqual([]);
  });

  it('lets nobody try out many e-mail addresses', async () => {
    await join({ phone: '0911111111', email: 'bob@example.com' });
    expect((await profile({ email: 'BOB@example.com' })).userErrors).toEqual([{ code: 'IDENTITY_TAKEN', path: ['input', 'email'], kind: 'EMAIL' }]);
    for (let round = 2; round <= 5; round++) expect((await profile({ email: `ann${round}@example.com` })).userErrors).toEqual([]);
    expect((await profile({ email: 'ann6@example.com' })).userErrors).toEqual([{ code: 'RATE_LIMITED', path: ['input', 'email'] }]);
    expect((await profile({ name: 'Anna' })).member).toMatchObject({ name: 'Anna', email: 'ann5@example.com' });
  });

  it('is not for who is frozen', async () => {
    await freeze();
    const before = await shop.digest();
    expect((await profile({ name: 'Anna' })).userErrors).toEqual([{ code: 'INVALID_INPUT', path: ['input'] }]);
    expect(await shop.digest()).toEqual(before);
    expect(await ann.one('{ me { name status } }')).toEqual({ name: 'Ann', status: 'FROZEN' });
  });
});

describe('memberPhoneChange', () => {
  it('takes a phone that has just had a code, and holds points for a day', async () => {
    const code = await visitor.codeFor(NEW_PHONE);
    const changed = await change('+886 987-654-321', code);
    expect(changed).toEqual({ member: { phone: '+886987654321', phoneVerifiedAt: expect.any(String) }, userErrors: [] });
    const until = await spendableFrom();
    expect(Math.abs((until?.getTime() ?? 0) - (await shop.now()).getTime() - 86_400_000)).toBeLessThan(60_000);
    expect([await eventsOf('member.updated'), await eventsOf('identity.verified')]).toEqual([[{ memberId: annId, changed: ['phone'] }], [{ memberId: annId, kind: 'PHONE' }, { memberId: annId, kind: 'PHONE' }]]);
    expect((await change(NEW_PHONE, code)).userErrors).toEqual([{ code: 'SIGN_IN_CODE_INVALID', path: ['code'], triesLeft: 0 }]);
    await shop.advance({ minutes: 1 });
    expect((await visitor.holder((await visitor.member(NEW_PHONE)).accessToken))?.scope.actor.memberId).toBe(ann.scope.actor.memberId);
  });

  it('counts wrong codes, and changes nothing', async () => {
    const code = await visitor.codeFor(NEW_PHONE);
    for (const triesLeft of [4, 3, 2, 1, 0]) expect(await change(NEW_PHONE, otherCode(code))).toEqual({ member: null, userErrors: [{ code: 'SIGN_IN_CODE_INVALID', path: ['code'], triesLeft }] });
    expect((await change(NEW_PHONE, code)).userErrors).toMatchObject([{ triesLeft: 0 }]);
    expect(await ann.one('{ me { phone } }')).toEqual({ phone: '+886912345678' });
    expect(await spendableFrom()).toBeNull();
  });

  it('suggests to the staff who proved to hold another member\'s phone, once, until somebody decides; nothing moves', async () => {
    const { member: { id: bobId } } = await join({ phone: NEW_PHONE });
    const LIST = '{ memberMergeSuggestions(first: 50) { nodes { id score reasons members { id } } } }';
    const suggested = async () => (await staff.ok(LIST)).memberMergeSuggestions.nodes;
    const prove = async () => {
      const code = await visitor.codeFor(NEW_PHONE);
      expect((await change(NEW_PHONE, otherCode(code))).userErrors).toMatchObject([{ code: 'SIGN_IN_CODE_INVALID' }]);
      const before = await shop.digest();
      const wrongly = await suggested();
      expect((await change(NEW_PHONE, code)).userErrors).toEqual([{ code: 'IDENTITY_TAKEN', path: ['phone'], kind: 'PHONE' }]);
      const after = await shop.digest();
      for (const table of ['member.member', 'member.identity', 'member.merge_operation', 'platform.event']) expect([table, after[table]]).toEqual([table, before[table]]);
      expect((await change(NEW_PHONE, code)).userErrors).toMatchObject([{ code: 'SIGN_IN_CODE_INVALID', triesLeft: 0 }]);
      return wrongly;
    };
    expect(await prove()).toEqual([]); // a wrong code says nothing
    const [first] = await suggested();
    expect(first).toEqual({ id: expect.any(String), score: 99, reasons: ['SAME_IDENTITY_PROVED'], members: expect.arrayContaining([{ id: annId }, { id: bobId }]) });
    await shop.advance({ minutes: 11 }); // members were compared meanwhile, and say nothing of each other
    expect(await prove()).toEqual([first]);
    expect(await suggested()).toEqual([first]);
    await staff.ok('mutation ($id: ID!) { memberMergeSuggestionDismiss(id: $id, reason: "a family") { userErrors { message } } }', { id: first.id });
    await shop.advance({ minutes: 1 });
    expect(await prove()).toEqual([]);
    expect(await suggested()).toEqual([]);
  });

  it('takes no phone from another member, and none for who is frozen', async () => {
    await join({ phone: NEW_PHONE });
    const code = await visitor.codeFor(NEW_PHONE);
    const before = await shop.digest();
    expect((await change(NEW_PHONE, code)).userErrors).toEqual([{ code: 'IDENTITY_TAKEN', path: ['phone'], kind: 'PHONE' }]);
    await freeze();
    const free = await visitor.codeFor('0933333333');
    expect((await change('0933333333', free)).userErrors).toEqual([{ code: 'INVALID_INPUT', path: ['phone'] }]);
    expect((await shop.digest())['member.identity']).toEqual(before['member.identity']);
  });

  it('proves the phone a member has, without holding anything', async () => {
    await platform.rows('UPDATE member.identity SET verified_at = NULL WHERE brand_id = $1', [shop.id]);
    await shop.advance({ minutes: 1 });
    expect(await change(PHONE, await visitor.codeFor(PHONE))).toMatchObject({ member: { phoneVerifiedAt: expect.any(String) }, userErrors: [] });
    expect(await spendableFrom()).toBeNull();
  });
});

it('is not told what only staff see', () => {
  const schema = schemaOf('member', [brand, member]);
  const fieldsOf = (name: string) => Object.keys((schema?.getType(name) as { getFields(): object }).getFields());
  expect(['tags', 'attributes', 'recruitment', 'joinStore'].filter((field) => fieldsOf('Member').includes(field))).toEqual([]);
  expect(['plan', 'plugins', 'limits'].filter((field) => fieldsOf('Brand').includes(field))).toEqual([]);
});

it('memberConsentsSet records the member\'s own answers, also of who is frozen', async () => {
  await freeze();
  const answer = await ann.one(CONSENTS, { consents: [{ purpose: 'MARKETING', channel: 'sms', granted: false }] });
  expect(answer).toEqual({ member: { consents: [{ purpose: 'MARKETING', channel: 'SMS', granted: false, source: 'MEMBER' }] }, userErrors: [] });
});

it('memberWithdraw ends the membership once', async () => {
  expect((await ann.run(WITHDRAW, { key: 'a' })).data.memberWithdraw).toEqual({ member: { status: 'WITHDRAWN' }, userErrors: [] });
  const before = await shop.digest();
  expect((await ann.run(WITHDRAW, { key: 'b' })).data.memberWithdraw).toEqual({ member: null, userErrors: [{ code: 'INVALID_TRANSITION', path: ['id'], from: 'WITHDRAWN', to: 'WITHDRAWN' }] });
  expect(await shop.digest()).toEqual(before);
});

describe('memberCardToken', () => {
  const use = (token: string, node = platform.runtime) => shop.context((ctx) => ctx.use(Members).useCardToken(token), {}, node);

  it('names the member to the till once, for 60 seconds, in this brand', async () => {
    const [first, second] = [await ann.one(CARD), await ann.one(CARD)];
    expect(first).toEqual({ token: expect.any(String), qrSvg: expect.stringMatching(/^<svg/), expiresAt: expect.any(String), userErrors: [] });
    expect(first.token).not.toBe(second.token);
    const neighbour = await platform.brand();
    expect(await neighbour.context((ctx) => ctx.use(Members).useCardToken(first.token))).toBeNull();
    const nodes = [platform.runtime, platform.node()];
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => use(first.token, nodes[index % 2])));
    expect(answers.filter((memberId) => memberId !== null)).toEqual([ann.scope.actor.memberId]);
    for (const made of ['', 'nonsense', `${second.token.slice(0, -2)}AA`]) expect(await use(made)).toBeNull();
    await shop.advance({ minutes: 1 });
    expect(await use(second.token)).toBeNull();
  });

  it('keeps no more of those that were used than it needs', async () => {
    expect(await use((await ann.one(CARD)).token)).toBe(ann.scope.actor.memberId);
    await shop.advance({ minutes: 2 });
    expect(await use((await ann.one(CARD)).token)).toBe(ann.scope.actor.memberId);
    expect(await platform.rows('SELECT 1 FROM member.used_card_token WHERE brand_id = $1', [shop.id])).toHaveLength(1);
  });
});
