import { setTimeout as sleep } from 'node:timers/promises';
import { Members } from '@regulars/member/contract';
import { readId } from '@regulars/plugin-sdk';
import type { Data, TestCaller, TestPlatform, TestShop } from '@regulars/testing';
import { giftCouponMemberData } from '../src/domain/member-data';
import { newQrToken } from '../src/domain/qr-tokens';
import { COUPON, REDEEM } from './documents';
import { ask, basketOf, brandForEach, give, join, liveTemplate } from './support';

const OFFER = 'mutation ($id: ID!, $key: String!) { giftCouponTransferOffer(id: $id, idempotencyKey: $key) { transfer { id state url expiresAt receiver { id } } token coupon { state } userErrors { code path } } }';
const ACCEPT = 'mutation ($token: String!, $memberId: ID!, $key: String!) { giftCouponTransferAccept(token: $token, memberId: $memberId, idempotencyKey: $key) { coupon { id code state owner { id } } userErrors { code path } } }';
const OFFER_TOKEN = 'mutation ($id: ID!, $key: String!) { giftCouponTransferOffer(id: $id, idempotencyKey: $key) { token userErrors { code path } } }';
const CANCEL = 'mutation ($id: ID!, $key: String!) { giftCouponTransferCancel(id: $id, idempotencyKey: $key) { coupon { state } userErrors { code path } } }';
const OWN_ACCEPT = 'mutation ($token: String!, $key: String!) { giftCouponTransferAccept(token: $token, idempotencyKey: $key) { coupon { id state } userErrors { code path } } }';
const QUOTE = 'query ($input: TillQuoteInput!) { tillQuote(input: $input) { quote { offers { kind code usable } } userErrors { code } } }';
const { lines: LINES } = basketOf('O1') as { lines: object[] };
const GIFT = { transferable: true, maxTransfers: 1 };
const RACERS = Number(process.env.REGULARS_COUPON_RACERS ?? 50);

let platform: TestPlatform;
let shop: TestShop;
let staff: TestCaller;
let ann: string;
let bob: string;

brandForEach(async (made) => {
  ({ platform, shop, staff } = made);
  [ann, bob] = [await join(staff), await join(staff)];
});

const codes = ({ userErrors }: Data): string[] => (userErrors as { code: string }[]).map(({ code }) => code);
const as = (memberId: string): TestCaller => shop.as({ audience: 'member', kind: 'member', memberId: readId('mbr', memberId) as string, name: memberId });
const ownerOf = async (id: string): Promise<string> => (await staff.one(COUPON, { id })).owner.id as string;

it('goes to who accepts it, who can use it then; the sender cannot while it is offered', async () => {
  const { id, code } = await give(staff, await liveTemplate(staff, 'A', GIFT), ann);
  const { transfer, token, coupon } = await ask(staff, OFFER, { id });
  expect([transfer.state, coupon.state, transfer.url]).toEqual(['OFFERED', 'TRANSFER_PENDING', `https://example.com/gift/${token}`]);
  expect((await ask(staff, REDEEM, { code, basket: basketOf('O1') })).userErrors[0].reasons).toMatchObject([{ code: 'TRANSFER_PENDING' }]);
  expect(await staff.one('query ($token: String!) { giftCouponTransfer(token: $token) { id coupon { id } } }', { token })).toEqual({ id: transfer.id, coupon: { id } });
  const accepted = (await ask(staff, ACCEPT, { token, memberId: bob })).coupon;
  expect(accepted).toEqual({ id, code: expect.any(String), state: 'ACTIVE', owner: { id: bob } });
  expect((await ask(staff, REDEEM, { code: accepted.code, basket: basketOf('O1', { member: { id: bob } }) })).coupon.state).toBe('REDEEMED');
  expect((await staff.one(COUPON, { id })).history.map(({ reason }: Data) => reason)).toEqual(['ISSUED_BY_STAFF', 'TRANSFER_OFFERED', 'TRANSFER_ACCEPTED', 'REDEEMED']);
});

it('is refused to oneself, to who is not active, where it is not transferable, and more often than it may', async () => {
  const fixed = await give(staff, await liveTemplate(staff, 'FIXED'), ann);
  expect(codes(await ask(staff, OFFER, { id: fixed.id }))).toEqual(['GIFT_COUPON_NOT_TRANSFERABLE']);
  const { id } = await give(staff, await liveTemplate(staff, 'A', GIFT), ann);
  const { token } = await ask(staff, OFFER, { id });
  expect(codes(await ask(staff, OFFER, { id }))).toEqual(['INVALID_TRANSITION']);
  expect(codes(await ask(staff, ACCEPT, { token, memberId: ann }))).toEqual(['GIFT_COUPON_SELF_TRANSFER']);
  const frozen = await join(staff);
  await staff.ok('mutation ($id: ID!) { memberFreeze(id: $id, reason: "odd", idempotencyKey: "f") { userErrors { message } } }', { id: frozen });
  expect(codes(await ask(staff, ACCEPT, { token, memberId: frozen }))).toEqual(['INVALID_INPUT']);
  expect(codes(await ask(staff, ACCEPT, { token: token.split('').reverse().join(''), memberId: bob }))).toEqual(['NOT_FOUND']);
  expect(await ownerOf(id)).toBe(ann);
  await ask(staff, ACCEPT, { token, memberId: bob });
  expect(codes(await ask(staff, ACCEPT, { token, memberId: await join(staff) }))).toEqual(['GIFT_COUPON_TOKEN_INVALID']);
  expect(codes(await ask(staff, OFFER, { id }))).toEqual(['GIFT_COUPON_NOT_TRANSFERABLE']);
  expect(await ownerOf(id)).toBe(bob);
});

it('comes back when it is cancelled, and after 72 hours', async () => {
  const { id } = await give(staff, await liveTemplate(staff, 'A', GIFT), ann);
  const first = await ask(staff, OFFER, { id });
  expect((await ask(staff, CANCEL, { id })).coupon.state).toBe('ACTIVE');
  expect(codes(await ask(staff, CANCEL, { id }))).toEqual(['INVALID_TRANSITION']);
  expect(codes(await ask(staff, ACCEPT, { token: first.token, memberId: bob }))).toEqual(['GIFT_COUPON_TOKEN_INVALID']);
  const second = await ask(staff, OFFER, { id });
  await shop.skip({ hours: 72, seconds: 1 });
  expect((await staff.one(COUPON, { id })).state).toBe('ACTIVE');
  expect(codes(await ask(staff, ACCEPT, { token: second.token, memberId: bob }))).toEqual(['GIFT_COUPON_TOKEN_INVALID']);
  expect((await staff.one('query ($token: String!) { giftCouponTransfer(token: $token) { state } }', { token: second.token })).state).toBe('EXPIRED');
  expect(await ownerOf(id)).toBe(ann);
});

it('cannot be used any more by who gave it away, by its code or by a picture shown before', async () => {
  const { id, code } = await give(staff, await liveTemplate(staff, 'A', GIFT), ann);
  const tokenOf = (hops: number): Promise<string> => shop.read((ctx) => Promise.resolve(newQrToken(ctx, readId('gcp', id) as string, hops)));
  const picture = await tokenOf(0);
  const { token } = await ask(staff, OFFER, { id });
  const { coupon } = await ask(as(bob), 'mutation ($token: String!, $key: String!) { giftCouponTransferAccept(token: $token, idempotencyKey: $key) { coupon { code } userErrors { code } } }', { token });
  expect(coupon.code === code).toBe(false);
  expect(codes(await ask(staff, REDEEM, { code, basket: basketOf('O1') }))).toEqual(['NOT_FOUND']);
  expect(codes(await ask(staff, REDEEM, { code: picture, basket: basketOf('O1') }))).toEqual(['GIFT_COUPON_TOKEN_INVALID']);
  const named = async (buyer: string, name: string): Promise<Data[]> => (await staff.one(QUOTE, { input: { member: { id: buyer }, basket: { lines: LINES }, codes: [name] } })).quote.offers as Data[];
  for (const name of [code, picture]) {
    expect(await named(ann, name)).toEqual([{ kind: 'unknown', code: name, usable: false }]);
    expect(await named(bob, name)).toEqual(expect.arrayContaining([{ kind: 'gift-coupon', code: coupon.code, usable: true }, { kind: 'unknown', code: name, usable: false }]));
  }
  expect((await staff.one('query ($id: ID!) { giftCoupon(id: $id) { state usesLeft } }', { id }))).toEqual({ state: 'ACTIVE', usesLeft: 1 });
  expect((await ask(staff, REDEEM, { code: await tokenOf(1), basket: basketOf('O1') })).coupon).toMatchObject({ id, state: 'REDEEMED' });
});

it('is not given away by who may not use it: on hold, or frozen, also once it is offered', async () => {
  const templateId = await liveTemplate(staff, 'A', GIFT);
  const [held, offered] = [await give(staff, templateId, ann), await give(staff, templateId, ann)];
  const { token } = await ask(as(ann), OFFER_TOKEN, { id: offered.id });
  const holdFor = (interval: string | null): Promise<unknown> => platform.owner.query('UPDATE member.member SET spendable_from = now() + $2::interval WHERE id = $1', [readId('mbr', ann), interval]);
  await holdFor('100 years');
  for (const caller of [as(ann), staff]) expect(codes(await ask(caller, OFFER_TOKEN, { id: held.id }))).toEqual(['INVALID_INPUT']);
  expect((await ask(as(bob), OWN_ACCEPT, { token })).userErrors).toEqual([{ code: 'INVALID_INPUT', path: ['token'] }]);
  await holdFor(null);
  await staff.ok('mutation ($id: ID!) { memberFreeze(id: $id, reason: "odd", idempotencyKey: "f") { userErrors { message } } }', { id: ann });
  expect((await ask(staff, ACCEPT, { token, memberId: bob })).userErrors).toEqual([{ code: 'INVALID_INPUT', path: ['token'] }]);
  expect(await staff.one('query ($id: ID!) { giftCoupon(id: $id) { code state } }', { id: offered.id })).toEqual({ code: offered.code, state: 'TRANSFER_PENDING' });
  expect([await ownerOf(offered.id), await ownerOf(held.id), (await staff.one(COUPON, { id: held.id })).state]).toEqual([ann, ann, 'ACTIVE']);
  await staff.ok('mutation ($id: ID!) { memberUnfreeze(id: $id, reason: "fine", idempotencyKey: "u") { userErrors { message } } }', { id: ann });
  expect((await ask(as(bob), OWN_ACCEPT, { token })).coupon).toEqual({ id: offered.id, state: 'ACTIVE' });
});

it('is not accepted by who became its sender meanwhile: they were merged while it waited', async () => {
  const { id } = await give(staff, await liveTemplate(staff, 'A', GIFT), ann);
  const { token } = await ask(staff, OFFER, { id });
  const [survivorId, loserId] = [readId('mbr', bob) as string, readId('mbr', ann) as string];
  const waiting = async (): Promise<boolean> => (await platform.rows(`SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`)).length > 0;
  const { behind } = await shop.context(async (ctx) => {
    await ctx.use(Members).lock([survivorId, loserId]);
    const answer = ask(staff.via(platform.node()), ACCEPT, { token, memberId: bob });
    while (!(await waiting())) await sleep(5);
    await giftCouponMemberData.merge(ctx, { survivorId, loserId });
    return { behind: answer };
  });
  expect(codes(await behind)).toEqual(['GIFT_COUPON_SELF_TRANSFER']);
  const { state, owner, history } = await staff.one(COUPON, { id });
  expect([state, owner.id, history.length]).toEqual(['TRANSFER_PENDING', bob, 2]);
});

it('brings who joins by it', async () => {
  const { id } = await give(staff, await liveTemplate(staff, 'A', GIFT), ann);
  const { token } = await ask(staff, OFFER, { id });
  const newcomer = await join(staff);
  await ask(staff, ACCEPT, { token, memberId: newcomer });
  const channelOf = async (memberId: string): Promise<string | null> => (await staff.one('query ($id: ID!) { member(by: { id: $id }) { recruitment { channel } } }', { id: memberId })).recruitment?.channel ?? null;
  expect([await channelOf(newcomer), await channelOf(bob)]).toEqual(['COUPON_TRANSFER', null]);
});

it('is done by members themselves, with their own coupons only; the token stands nowhere', async () => {
  const { id } = await give(staff, await liveTemplate(staff, 'A', GIFT), ann);
  expect(codes(await ask(as(bob), OFFER, { id }))).toEqual(['NOT_FOUND']);
  const { token } = await ask(as(ann), OFFER, { id });
  const tables = await platform.rows<{ name: string }>(`SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`);
  for (const { name } of tables) expect([name, (await platform.rows<{ n: number }>(`SELECT count(*)::int AS n FROM ${name} AS t WHERE t::text LIKE $1 OR t::text LIKE $2`, [`%${token}%`, `%${Buffer.from(token, 'base64url').toString('hex')}%`]))[0]?.n]).toEqual([name, 0]);
  expect(codes(await ask(as(bob), CANCEL, { id }))).toEqual(['NOT_FOUND']);
  expect((await ask(as(bob), OWN_ACCEPT, { token })).coupon).toEqual({ id, state: 'ACTIVE' });
  expect(codes(await ask(as(ann), CANCEL, { id }))).toEqual(['NOT_FOUND']);
  const events = await platform.rows<{ name: string }>(`SELECT name FROM platform.event WHERE brand_id = $1 AND member_id = $2 AND name LIKE 'gift-coupon.%'`, [shop.id, readId('mbr', bob)]);
  expect(events).toEqual([{ name: 'gift-coupon.transferred' }]);
});

it(`goes to one of ${RACERS} who accept it at once on two gateways`, async () => {
  const { id } = await give(staff, await liveTemplate(staff, 'A', GIFT), ann);
  const { token } = await ask(staff, OFFER, { id });
  const members: string[] = [];
  for (let n = 0; n < RACERS; n++) members.push(await join(staff));
  const other = staff.via(platform.node());
  const answers = await Promise.all(members.map((memberId, n) => ask(n % 2 ? other : staff, ACCEPT, { token, memberId })));
  expect(answers.filter((answer) => codes(answer).length === 0)).toHaveLength(1);
  expect(answers.flatMap(codes)).toEqual(Array(RACERS - 1).fill('GIFT_COUPON_TOKEN_INVALID'));
  expect(members.includes(await ownerOf(id))).toBe(true);
}, 30_000 + RACERS * 300);
