import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { ErasureBlocks } from '@regulars/member/contract';
import { order } from '@regulars/order';
import { definePlugin, extend, readId } from '@regulars/plugin-sdk';
import { points } from '@regulars/points';
import type { TestCaller, TestShop } from '@regulars/testing';
import type { Gateway } from '../apps/gateway/src/gateway';
import { createStage, send, type Stage } from '../apps/gateway/test/stage';
import { otherCode, postOffice, Visitor } from '../libs/member/test/support/sign-in';

const ASK = 'mutation { memberEraseCodeRequest { resendAfterSeconds userErrors { code ... on RateLimitedError { retryAfterSeconds } } } }';
const ERASE = `mutation ($code: String!, $key: String!) { memberErase(code: $code, idempotencyKey: $key) { member { id status name phone } userErrors {
  code path ... on SignInCodeInvalidError { triesLeft } ... on MemberErasureBlockedError { reasons } } } }`;
const CHANGE = 'mutation ($phone: String!, $code: String!) { memberPhoneChange(phone: $phone, code: $code) { userErrors { code } } }';
const JOIN = 'mutation ($input: MemberJoinInput!) { memberJoin(input: $input, idempotencyKey: "again") { created member { id } userErrors { code } } }';
const PHONE = '0911111111';

const { plugin: post, sent } = postOffice();
const busy = new Set<string>();
const holds = definePlugin({
  id: 'holds', version: '1.0.0', sdk: '^1.0.0', requires: { member: '^1.0.0' },
  extensions: [extend(ErasureBlocks, { module: 'holds', blockedBy: async (_, id) => (busy.has(id) ? 'OPEN_HOLD' : null) })],
});
let stage: Stage;
let gateways: readonly [Gateway, Gateway];
let shop: TestShop;
let visitor: Visitor;
let ann: { caller: TestCaller; accessToken: string; refreshToken: string; id: string };

beforeAll(async () => {
  stage = await createStage([brand, member, order, points, post, holds]);
  gateways = [await stage.gateway(), await stage.gateway()];
});
afterAll(() => stage.stop());
beforeEach(async () => {
  shop = await stage.platform.brand({ plugins: ['post', 'holds'] });
  visitor = new Visitor(stage.platform, shop, sent);
  ann = await visitor.member(PHONE, { name: 'Ann' });
  await shop.advance({ minutes: 1 });
});

const at = async (turn: 0 | 1, query: string, variables: object = {}, token = ann.accessToken) => {
  const { status, body } = await send(`${gateways[turn].url}/member/graphql`, token, query, variables);
  return { status, data: body.data, code: body.errors?.[0]?.extensions.code };
};
const erase = async (code: string, key = 'erase', turn: 0 | 1 = 0) => (await at(turn, ERASE, { code, key })).data.memberErase;
const memberUuid = () => readId('mbr', ann.id) as string;

/** The code that came for the caller. */
async function eraseCode(caller = ann.caller): Promise<string> {
  expect((await caller.one(ASK)).userErrors).toEqual([]);
  await stage.platform.drain();
  const last = sent.at(-1);
  expect([last?.purpose, last?.to]).toEqual(['MEMBER_ERASE', '+886911111111']);
  return last?.code as string;
}

describe('a member who asks to be erased', () => {
  it('is, and is told so again by whatever gateway, though every session has ended', async () => {
    const other = await visitor.member(PHONE);
    await shop.advance({ minutes: 1 });
    const code = await eraseCode();
    const first = await erase(code);
    expect(first).toEqual({ member: { id: ann.id, status: 'ERASED', name: null, phone: null }, userErrors: [] });
    expect(await stage.platform.rows('SELECT 1 FROM platform.session WHERE subject_id = $1 AND ended_at IS NULL', [memberUuid()])).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 2_100)); // longer than a gateway takes a token for good unasked
    for (const turn of [0, 1, 0] as const) expect(await erase(code, 'erase', turn)).toEqual(first);
    expect(await stage.platform.rows('SELECT 1 FROM platform.event WHERE brand_id = $1 AND name = $2', [shop.id, 'member.erased'])).toHaveLength(1);

    // Nothing else is answered, to nobody's token.
    const gone = { status: 401, data: undefined, code: 'UNAUTHENTICATED' };
    for (const query of ['{ me { id } }', 'mutation { memberExport { job { id } } }', ASK, '{ brand { name } }', '{ __typename }']) expect(await at(1, query)).toEqual(gone);
    for (const [wrong, key] of [[code, 'other'], [otherCode(code), 'erase']]) expect(await at(1, ERASE, { code: wrong, key })).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
    expect((await at(0, ERASE, { code, key: 'erase' }, other.accessToken)).data.memberErase).toEqual(first); // another session of hers
    const bob = await visitor.member('0922222222');
    expect((await at(0, ERASE, { code, key: 'erase' }, bob.accessToken)).data.memberErase).toEqual({ member: null, userErrors: [{ code: 'SIGN_IN_CODE_INVALID', path: ['code'], triesLeft: 0 }] });
    expect((await visitor.nobody().run('mutation ($token: String!) { memberSessionRefresh(refreshToken: $token) { accessToken } }', { token: ann.refreshToken })).data.memberSessionRefresh.accessToken).toBeNull();
    expect((await shop.everything().one(JOIN, { input: { phone: PHONE } })).created).toBe(true);
  }, 20_000);

  it('needs a code for that, and no code of another kind erases anybody or signs anybody in', async () => {
    const signIn = await visitor.codeFor(PHONE);
    const before = await shop.digest();
    expect(await erase(signIn)).toEqual({ member: null, userErrors: [{ code: 'SIGN_IN_CODE_INVALID', path: ['code'], triesLeft: 0 }] });
    expect(await shop.digest()).toEqual(before);
    await shop.advance({ minutes: 1 });
    const code = await eraseCode();
    // Two different challenges: the one that was sent before still signs in, this one does not.
    expect((await visitor.verify(PHONE, code)).userErrors).toMatchObject([{ code: 'SIGN_IN_CODE_INVALID' }]);
    expect((await visitor.verify(PHONE, signIn)).userErrors).toEqual([]);
    expect((await erase(signIn, 'a')).userErrors).toEqual([{ code: 'SIGN_IN_CODE_INVALID', path: ['code'], triesLeft: 4 }]);
    expect((await erase(code, 'a')).userErrors).toEqual([]); // a wrong code does not use the key up
  });

  it('has five tries, is sent a code a minute, and none at another member\'s', async () => {
    const code = await eraseCode();
    expect(await ann.caller.run(ASK)).toMatchObject({ data: { memberEraseCodeRequest: { userErrors: [{ code: 'RATE_LIMITED', retryAfterSeconds: expect.any(Number) }] } } });
    const bob = await visitor.member('0922222222');
    expect((await bob.caller.run(ERASE, { code, key: 'x' })).data.memberErase.userErrors).toMatchObject([{ triesLeft: 0 }]);
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => erase(otherCode(code, index + 1), `try ${index}`, (index % 2) as 0 | 1)));
    expect(answers.map(({ userErrors }) => userErrors[0].triesLeft as number).sort((a, b) => a - b).slice(-5)).toEqual([0, 1, 2, 3, 4]);
    expect((await erase(code, 'right')).userErrors).toMatchObject([{ triesLeft: 0 }]);
    expect((await ann.caller.one('{ me { name status } }'))).toEqual({ name: 'Ann', status: 'ACTIVE' });
  });

  it('waits while something is open, and keeps the code for afterwards', async () => {
    const code = await eraseCode();
    busy.add(memberUuid());
    const before = await shop.digest();
    expect(await erase(code)).toEqual({ member: null, userErrors: [{ code: 'MEMBER_ERASURE_BLOCKED', path: null, reasons: ['OPEN_HOLD'] }] });
    expect(await shop.digest()).toEqual(before);
    busy.clear();
    expect((await erase(code)).userErrors).toEqual([]);
  });

  it('is not erased by who took a session over and gave it a phone of their own', async () => {
    const old = await eraseCode();
    const code = await visitor.codeFor('0933333333');
    await ann.caller.ok(CHANGE, { phone: '0933333333', code });
    expect((await erase(old)).userErrors).toEqual([{ code: 'SIGN_IN_CODE_INVALID', path: ['code'], triesLeft: 4 }]);
    await shop.advance({ minutes: 1 });
    const asked = (await ann.caller.run(ASK)).data.memberEraseCodeRequest;
    expect(asked).toEqual({ resendAfterSeconds: expect.any(Number), userErrors: [{ code: 'RATE_LIMITED', retryAfterSeconds: asked.resendAfterSeconds }] });
    expect(asked.resendAfterSeconds).toBeGreaterThan(86_000);
    await stage.platform.drain();
    expect(sent.at(-1)).toMatchObject({ purpose: 'MEMBER_SIGN_IN' });
  });
});

describe('an access token whose session has ended', () => {
  const leave = (key: string, token: string) => at(0, `mutation { memberWithdraw(idempotencyKey: "${key}") { member { status name phone } userErrors { code } } }`, {}, token);
  const NOBODY = { status: 401, data: undefined, code: 'UNAUTHENTICATED' };
  const REFUSED = { status: 401, data: null, code: 'UNAUTHENTICATED' };
  const LEFT = { status: 200, data: { memberWithdraw: { member: { status: 'WITHDRAWN', name: 'Ann', phone: '+886911111111' }, userErrors: [] } }, code: undefined };
  const again = async () => {
    await shop.advance({ minutes: 1 });
    return visitor.member(PHONE, {});
  };
  /** As if it had been a minute ago. */
  const age = async () => {
    await stage.platform.rows(`UPDATE platform.session SET ended_at = ended_at - interval '1 minute' WHERE subject_id = $1 AND ended_at IS NOT NULL`, [memberUuid()]);
    await stage.platform.rows(`UPDATE platform.idempotency SET created_at = created_at - interval '1 minute' WHERE brand_id = $1`, [shop.id]);
  };

  it('is told of what ended that session, not of what ended one before it', async () => {
    expect(await leave('leave', ann.accessToken)).toEqual(LEFT);
    await age();
    expect(await leave('leave', ann.accessToken)).toEqual(LEFT);
    const stolen = await again();
    await stolen.caller.ok('mutation { memberSignOut(everywhere: true) { userErrors { code } } }');
    const last = await again();
    expect(await leave('another', last.accessToken)).toEqual(LEFT);
    const before = await shop.digest();
    expect(await leave('leave', stolen.accessToken)).toEqual(REFUSED);
    expect(await leave('leave', last.accessToken)).toEqual(REFUSED);
    expect(await leave('another', last.accessToken)).toEqual(LEFT);
    expect(await shop.digest()).toEqual(before);
  });

  it('is nobody\'s once its member has joined again', async () => {
    expect(await leave('leave', ann.accessToken)).toEqual(LEFT);
    const stolen = await again();
    expect(await leave('leave', ann.accessToken)).toEqual(NOBODY);
    await stolen.caller.ok('mutation { memberSignOut(everywhere: true) { userErrors { code } } }');
    for (const token of [ann.accessToken, stolen.accessToken]) expect(await leave('leave', token)).toEqual(NOBODY);
    expect(await stage.platform.rows('SELECT status FROM member.member WHERE id = $1', [memberUuid()])).toEqual([{ status: 'ACTIVE' }]);
  });
});

it('leaving is answered again, too', async () => {
  const WITHDRAW = 'mutation { memberWithdraw(idempotencyKey: "leave") { member { status } userErrors { code } } }';
  const first = await at(0, WITHDRAW);
  expect(first.data.memberWithdraw).toEqual({ member: { status: 'WITHDRAWN' }, userErrors: [] });
  expect(await at(0, WITHDRAW)).toEqual(first);
  expect((await at(0, '{ me { id } }')).status).toBe(401);
});
