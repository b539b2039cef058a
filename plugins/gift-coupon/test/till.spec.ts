import { newUuid, readId } from '@regulars/plugin-sdk';
import type { Data, TestCaller, TestPlatform, TestShop } from '@regulars/testing';
import { newQrToken } from '../src/domain/qr-tokens';
import { COUPON, ORDER, REDEEM, RELEASE, RESERVE } from './documents';
import { basketOf, brandForEach, give, join, liveTemplate } from './support';

const QUOTE = `query ($input: TillQuoteInput!) { tillQuote(input: $input) { quote { id
  offers { kind code usable discount { amount } reasons { code } ... on GiftCouponTillOffer { coupon { id state } } } best { codes discount { amount } payable { amount } } } userErrors { code path } } }`;
const COMMIT = `mutation ($input: TillCommitInput!, $key: String!) { tillCommit(input: $input, idempotencyKey: $key) {
  result { order { id } discount { amount } payable { amount } lines { number discount { amount } } } userErrors { code ... on TillOfferRefusedError { offer reasons { code } } } } }`;
const HOLD = 'mutation ($input: TillHoldInput!, $key: String!) { tillHold(input: $input, idempotencyKey: $key) { hold { id state } userErrors { code } } }';
const CAPTURE = 'mutation ($holdId: ID!, $order: OrderUpsertInput!, $key: String!) { tillCapture(holdId: $holdId, order: $order, idempotencyKey: $key) { result { discount { amount } } userErrors { code } } }';
const RELEASE_HOLD = 'mutation ($holdId: ID!, $key: String!) { tillRelease(holdId: $holdId, idempotencyKey: $key) { hold { state } userErrors { code } } }';
const PREVIEW = 'query ($code: String!, $basket: TillBasketInput!) { giftCouponPreview(code: $code, basket: $basket) { usable discount { amount } reasons { code } } }';

let platform: TestPlatform;
let shop: TestShop;
let till: TestCaller;
let memberId: string;

brandForEach(async (made) => {
  ({ platform, shop, staff: till } = made);
  memberId = await join(till);
}, { currency: 'TWD' });

const { lines } = basketOf('x') as { lines: object[] };
const quote = async (codes: readonly string[] = [], who: object = { member: { id: memberId } }): Promise<Data> => (await till.one(QUOTE, { input: { ...who, basket: { lines }, codes } })).quote as Data;
const sold = (externalId: string, more: object = {}): object => ({ ...basketOf(externalId), ...more });
const commit = (quoteId: string, couponCodes: readonly string[], externalId: string, caller = till): Promise<Data> => caller.one(COMMIT, { input: { quoteId, couponCodes, order: sold(externalId) }, key: newUuid() });
/** As if the plugin that gives it had been switched off. */
async function withoutKind(templateId: string): Promise<void> {
  await platform.owner.query(`BEGIN; SET LOCAL session_replication_role = replica; UPDATE gift_coupon.template_version SET terms = jsonb_set(terms, '{benefit,reward,kind}', '"gone"') WHERE template_id = '${readId('gct', templateId)}'; COMMIT`);
  await platform.owner.query('UPDATE platform.brand SET revision = revision + 1 WHERE id = $1', [shop.id]);
}
const stateOf = async (id: string): Promise<string> => (await till.one(COUPON, { id })).state as string;

it('offers what the member holds, each with its discount or every reason, and finds the best of all', async () => {
  const stackable = { stacking: 'STACKABLE' };
  const free = await give(till, await liveTemplate(till, 'FREE', { ...stackable, benefit: { kind: 'FREE_ITEM', sku: 'CAKE' } }), memberId);
  const tenth = await give(till, await liveTemplate(till, 'TENTH', stackable), memberId);
  const half = await give(till, await liveTemplate(till, 'HALF', { benefit: { kind: 'PERCENT', percent: '40' } }), memberId);
  const dear = await give(till, await liveTemplate(till, 'DEAR', { minSpend: '1000', channels: ['ONLINE'] }), memberId);
  const found = await quote();
  const offers = new Map((found.offers as Data[]).map((offer) => [offer.code as string, offer]));
  expect(offers.get(free.code)).toMatchObject({ kind: 'gift-coupon', usable: true, discount: { amount: '80' }, coupon: { id: free.id, state: 'ACTIVE' } });
  expect(offers.get(tenth.code)).toMatchObject({ usable: true, discount: { amount: '20' } });
  expect(offers.get(half.code)).toMatchObject({ usable: true, discount: { amount: '80' } });
  expect(offers.get(dear.code)).toMatchObject({ usable: false, discount: { amount: '0' }, reasons: [{ code: 'WRONG_CHANNEL' }, { code: 'MIN_SPEND' }] });
  // A free cake, and a tenth of what is left.
  expect(found.best).toEqual({ codes: [free.code, tenth.code], discount: { amount: '92' }, payable: { amount: '108' } });
  const { result } = await commit(found.id, found.best.codes, 'O1');
  expect(result).toMatchObject({ discount: { amount: '92' }, payable: { amount: '108' }, lines: [{ number: 1, discount: { amount: '12' } }, { number: 2, discount: { amount: '80' } }] });
  expect([await stateOf(free.id), await stateOf(tenth.id), await stateOf(half.id)]).toEqual(['REDEEMED', 'REDEEMED', 'ACTIVE']);
  await till.ok(ORDER, { input: sold('O1', { revision: 2, updatedAt: '2026-01-05T04:02:00Z', discount: '92', lines: [lines[0], { ...lines[1], refundedQuantity: 1 }] }), key: newUuid() });
  expect([await stateOf(free.id), await stateOf(tenth.id)]).toEqual(['ACTIVE', 'REDEEMED']);
});

it('knows a coupon by its code in any spelling and by a token, and tells a stranger only that it is another\'s', async () => {
  const { id, code } = await give(till, await liveTemplate(till, 'A'), memberId);
  const token = await shop.read((ctx) => Promise.resolve(newQrToken(ctx, readId('gcp', id) as string, 0)));
  for (const name of [code.toLowerCase().replaceAll('-', ' '), token]) {
    expect((await quote([name])).offers).toMatchObject([{ code, usable: true }]);
  }
  await till.ok(RESERVE, { code: token, orderRef: 'O1', key: newUuid() });
  await till.ok(RELEASE, { code, key: newUuid() });
  expect((await quote([token])).offers).toMatchObject([{ code, usable: true }, { kind: 'unknown', usable: false }]);
  const strangers = [{ member: { id: await join(till) } }, {}];
  const shown = await shop.read((ctx) => Promise.resolve(newQrToken(ctx, readId('gcp', id) as string, 0)));
  for (const name of [code, shown]) {
    for (const who of strangers) expect((await quote([name], who)).offers).toEqual([{ kind: 'gift-coupon', code: name, usable: false, discount: { amount: '0' }, reasons: [{ code: 'NOT_OWNER' }] }]);
  }
  expect((await quote(['ABCD-EFGH-JKMN-PQRS'])).offers).toMatchObject([{ usable: true }, { kind: 'unknown', usable: false }]);
});

it('uses a token up with the sale or the hold whose quote named the coupon by it', async () => {
  const { id, code } = await give(till, await liveTemplate(till, 'A', { usesPerCoupon: 5 }), memberId);
  const token = (): Promise<string> => shop.read((ctx) => Promise.resolve(newQrToken(ctx, readId('gcp', id) as string, 0)));
  const [first, second] = [await token(), await token()];
  const [one, again, other] = [(await quote([first])).id, (await quote([first])).id, (await quote([second])).id];
  expect((await commit(one, [code], 'O1')).result.discount).toEqual({ amount: '20' });
  const refused = [{ code: 'TILL_OFFER_REFUSED', offer: code, reasons: [{ code: 'TOKEN_USED' }] }];
  expect((await till.run(COMMIT, { input: { quoteId: again, couponCodes: [code], order: sold('O2') }, key: newUuid() })).data?.tillCommit.userErrors).toEqual(refused);
  expect((await till.run(REDEEM, { code: first, basket: sold('O3'), key: newUuid() })).data?.giftCouponRedeem.userErrors).toMatchObject([{ code: 'GIFT_COUPON_TOKEN_INVALID' }]);
  const holding = { input: { quoteId: other, couponCodes: [code], orderRef: 'O4' } };
  const { hold } = await till.one(HOLD, { ...holding, key: newUuid() });
  await till.ok(RELEASE_HOLD, { holdId: hold.id, key: newUuid() });
  expect((await till.run(HOLD, { ...holding, key: newUuid() })).data?.tillHold).toEqual({ hold: null, userErrors: [{ code: 'TILL_OFFER_REFUSED' }] });
  expect((await till.one(COUPON, { id }))).toMatchObject({ state: 'ACTIVE', usesLeft: 4 });
});

it('counts what a sale or a hold is refused for, though neither takes place', async () => {
  const templateId = await liveTemplate(till, 'A', { stacking: 'STACKABLE' });
  const [gone, kept] = [await give(till, templateId, memberId), await give(till, templateId, memberId)];
  const { id: quoteId } = await quote();
  await till.ok(REDEEM, { code: gone.code, basket: sold('O1'), key: newUuid() });
  const input = { quoteId, couponCodes: [gone.code, kept.code] };
  const before = await shop.digest();
  const answers = [
    (await till.run(COMMIT, { input: { ...input, order: sold('O2') }, key: 'same' })).data?.tillCommit, (await till.run(HOLD, { input: { ...input, orderRef: 'O2' }, key: 'same' })).data?.tillHold,
  ] as Data[];
  expect(answers).toEqual([
    { result: null, userErrors: [{ code: 'TILL_OFFER_REFUSED', offer: gone.code, reasons: [{ code: 'ALREADY_REDEEMED' }] }] }, { hold: null, userErrors: [{ code: 'TILL_OFFER_REFUSED' }] },
  ]);
  const after = await shop.digest();
  expect(Object.keys(after).filter((table) => !table.startsWith('platform.') && after[table] !== before[table])).toEqual(['gift_coupon.refusal']);
  const { stats } = await till.one('query ($id: ID!) { giftCouponTemplate(id: $id) { stats { refusals { reason count } } } }', { id: templateId });
  expect(stats.refusals).toEqual([{ reason: 'ALREADY_REDEEMED', count: 2 }]);
  expect((await commit(quoteId, [kept.code], 'O2')).result.discount).toEqual({ amount: '20' });
});

it('lets no more of a template go together than a member may use', async () => {
  const templateId = await liveTemplate(till, 'A', { stacking: 'STACKABLE', perMemberLimit: 2, benefit: { kind: 'AMOUNT', amount: '30' } });
  await give(till, templateId, memberId);
  await give(till, templateId, memberId);
  const first = await quote();
  expect(first.best.discount).toEqual({ amount: '60' });
  await commit(first.id, [first.best.codes[0]], 'O1');
  expect((await quote()).best.discount).toEqual({ amount: '30' });
});

it('keeps a held coupon for its hold, and gives it back with it', async () => {
  const { id, code } = await give(till, await liveTemplate(till, 'A'), memberId);
  const hold = async (): Promise<Data> => till.one(HOLD, { input: { quoteId: (await quote()).id, couponCodes: [code], orderRef: 'O1' }, key: newUuid() });
  const first = await hold();
  expect([first.hold.state, await stateOf(id), (await quote()).offers[0].reasons]).toEqual(['OPEN', 'RESERVED', [{ code: 'RESERVED' }]]);
  await till.ok(RELEASE_HOLD, { holdId: first.hold.id, key: newUuid() });
  expect(await stateOf(id)).toBe('ACTIVE');
  const second = await hold();
  expect((await till.one(CAPTURE, { holdId: second.hold.id, order: sold('O1'), key: newUuid() })).result.discount).toEqual({ amount: '20' });
  expect((await till.one(COUPON, { id })).history.map(({ reason }: Data) => reason)).toEqual(['ISSUED_BY_STAFF', 'RESERVED', 'RELEASED', 'RESERVED', 'REDEEMED']);
});

it('tells of a hold that ended by itself once, and of what its coupon has become since', async () => {
  const history = async (id: string): Promise<string[]> => ((await till.one(COUPON, { id })).history as Data[]).map(({ to, reason }) => `${to} ${reason}`);
  const week = await give(till, await liveTemplate(till, 'A', { stacking: 'STACKABLE' }), memberId);
  const day = await give(till, await liveTemplate(till, 'B', { stacking: 'STACKABLE', validity: { daysAfterIssue: 0 } }), memberId);
  await till.one(HOLD, { input: { quoteId: (await quote()).id, couponCodes: [week.code, day.code], orderRef: 'O1' }, key: newUuid() });
  await shop.skip({ days: 2 });
  for (const job of ['not yet', 'run']) {
    if (job === 'run') await shop.advance({ minutes: 1 });
    expect(await history(week.id)).toEqual(['ACTIVE ISSUED_BY_STAFF', 'RESERVED RESERVED', 'ACTIVE RESERVATION_ENDED']);
    expect(await history(day.id)).toEqual(['ACTIVE ISSUED_BY_STAFF', 'RESERVED RESERVED', 'ACTIVE RESERVATION_ENDED', 'EXPIRED VALIDITY_ENDED']);
  }
});

describe('on an order whose name a coupon was redeemed for before', () => {
  const amount = (of: string, more: object = {}): object => ({ stacking: 'STACKABLE', benefit: { kind: 'AMOUNT', amount: of }, ...more });
  const refusal = (name: string, code: string): object => ({ result: null, userErrors: [{ code: 'TILL_OFFER_REFUSED', offer: name, reasons: [{ code }] }] });
  const redeemed = (code: string, externalId: string): Promise<Data> => till.ok(REDEEM, { code, basket: sold(externalId), key: newUuid() });
  const tryCommit = async (code: string, externalId: string): Promise<Data> => (await till.run(COMMIT, { input: { quoteId: (await quote()).id, couponCodes: [code], order: sold(externalId) }, key: newUuid() })).data?.tillCommit as Data;

  it('a sale takes none that does not go with it, nor more than there is', async () => {
    const alone = await give(till, await liveTemplate(till, 'A', amount('150', { stacking: 'EXCLUSIVE' })), memberId);
    const other = await give(till, await liveTemplate(till, 'B', amount('150')), memberId);
    const small = await give(till, await liveTemplate(till, 'C', amount('50')), memberId);
    const many = await give(till, await liveTemplate(till, 'D', amount('60', { usesPerCoupon: 3 })), memberId);
    await redeemed(alone.code, 'O1');
    expect(await tryCommit(small.code, 'O1')).toEqual(refusal(small.code, 'NOT_STACKABLE'));
    await redeemed(many.code, 'O2');
    expect(await tryCommit(many.code, 'O2')).toEqual(refusal(many.code, 'ALREADY_ON_ORDER'));
    expect(await tryCommit(other.code, 'O2')).toEqual(refusal(other.code, 'NOTHING_TO_DISCOUNT'));
    expect([await stateOf(other.id), await stateOf(small.id), (await till.one(COUPON, { id: many.id })).usesLeft]).toEqual(['ACTIVE', 'ACTIVE', 2]);
    expect((await tryCommit(small.code, 'O2')).result.discount).toEqual({ amount: '50' });
  });

  it('a piece that is free already is not free once more', async () => {
    const template = await liveTemplate(till, 'A', { stacking: 'STACKABLE', benefit: { kind: 'FREE_ITEM', sku: 'CAKE' } });
    const [one, two] = [await give(till, template, memberId), await give(till, template, memberId)];
    await redeemed(one.code, 'O1');
    expect(await tryCommit(two.code, 'O1')).toEqual(refusal(two.code, 'NOTHING_TO_DISCOUNT'));
    expect(await stateOf(two.id)).toBe('ACTIVE');
    expect((await tryCommit(two.code, 'O2')).result.discount).toEqual({ amount: '80' });
    // Shares are rounded apart: of the teas 1 and 1 are taken, and 119 of 120.
    const small = await liveTemplate(till, 'B', amount('1'));
    for (const each of [await give(till, small, memberId), await give(till, small, memberId)]) await redeemed(each.code, 'O3');
    const rest = await give(till, await liveTemplate(till, 'C', amount('198')), memberId);
    expect((await tryCommit(rest.code, 'O3')).result.lines).toEqual([{ number: 1, discount: { amount: '119' } }, { number: 2, discount: { amount: '79' } }]);
  });

  it('nor does the capture of a hold', async () => {
    const alone = await give(till, await liveTemplate(till, 'A', amount('150', { stacking: 'EXCLUSIVE' })), memberId);
    const held = await give(till, await liveTemplate(till, 'B', amount('50')), memberId);
    const { hold } = await till.one(HOLD, { input: { quoteId: (await quote()).id, couponCodes: [held.code], orderRef: 'O1' }, key: newUuid() });
    await redeemed(alone.code, 'O1');
    expect((await till.run(CAPTURE, { holdId: hold.id, order: sold('O1'), key: newUuid() })).data?.tillCapture.userErrors).toEqual([{ code: 'TILL_OFFER_REFUSED' }]);
    expect(await stateOf(held.id)).toBe('RESERVED');
  });
});

describe('what a hold keeps', () => {
  const held = async (code: string): Promise<string> => (await till.one(HOLD, { input: { quoteId: (await quote()).id, couponCodes: [code], orderRef: 'O1' }, key: newUuid() })).hold.id as string;
  const capture = async (holdId: string): Promise<Data> => (await till.one(CAPTURE, { holdId, order: sold('O1'), key: newUuid() })).result as Data;

  it('counts as used by its member', async () => {
    const templateId = await liveTemplate(till, 'A', { perMemberLimit: 1, transferable: true, maxTransfers: 1 });
    const mine = await give(till, templateId, memberId);
    const given = await give(till, templateId, await join(till));
    const { token } = await till.one('mutation ($id: ID!, $key: String!) { giftCouponTransferOffer(id: $id, idempotencyKey: $key) { token userErrors { message } } }', { id: given.id, key: newUuid() });
    await till.ok('mutation ($token: String!, $memberId: ID!, $key: String!) { giftCouponTransferAccept(token: $token, memberId: $memberId, idempotencyKey: $key) { userErrors { message } } }', { token, memberId, key: newUuid() });
    const holdId = await held(mine.code);
    const other = (await quote()).offers.find(({ coupon }: Data) => coupon.id === given.id) as Data;
    expect(other.reasons).toEqual([{ code: 'PER_MEMBER_LIMIT' }]);
    expect((await till.run(REDEEM, { code: other.code, basket: sold('O2'), key: newUuid() })).data?.giftCouponRedeem.userErrors[0].reasons).toMatchObject([{ code: 'PER_MEMBER_LIMIT' }]);
    expect((await capture(holdId)).discount).toEqual({ amount: '20' });
  });

  it('is given back by nobody else, whatever they call their order', async () => {
    const { id, code } = await give(till, await liveTemplate(till, 'A'), memberId);
    const holdId = await held(code);
    const name = `till/${(await platform.rows<{ id: string }>('SELECT id FROM "order".till_hold WHERE brand_id = $1', [shop.id]))[0]?.id}`;
    expect((await till.run(RELEASE, { code, key: newUuid() })).data?.giftCouponRelease.userErrors).toMatchObject([{ code: 'INVALID_TRANSITION' }]);
    expect((await till.run(RESERVE, { code, orderRef: name, key: newUuid() })).data?.giftCouponReserve.userErrors).toMatchObject([{ code: 'INVALID_INPUT', path: ['orderRef'] }]);
    expect((await till.run(REDEEM, { code, basket: sold(name), key: newUuid() })).data?.giftCouponRedeem.userErrors[0].reasons).toMatchObject([{ code: 'RESERVED' }]);
    expect(await stateOf(id)).toBe('RESERVED');
    expect((await capture(holdId)).discount).toEqual({ amount: '20' });
  });

  it('is used without its reward where that can be given no more, and is not offered then', async () => {
    const templateId = await liveTemplate(till, 'A', { stacking: 'STACKABLE', benefit: { kind: 'REWARD', reward: { kind: 'points', spec: { points: 5 } } } });
    const [first, second] = [await give(till, templateId, memberId), await give(till, templateId, memberId)];
    const holdId = await held(first.code);
    await withoutKind(templateId);
    expect((await quote()).offers.find(({ code }: Data) => code === second.code).reasons).toEqual([{ code: 'REWARD_NOT_AVAILABLE' }]);
    expect((await till.run(REDEEM, { code: second.code, basket: sold('O2'), key: newUuid() })).data?.giftCouponRedeem.userErrors[0].reasons).toMatchObject([{ code: 'REWARD_NOT_AVAILABLE' }]);
    expect((await capture(holdId)).discount).toEqual({ amount: '0' });
    expect([await stateOf(first.id), await stateOf(second.id)]).toEqual(['REDEEMED', 'ACTIVE']);
  });
});

it('previews one coupon for a basket, and writes nothing', async () => {
  const { code } = await give(till, await liveTemplate(till, 'A', { minSpend: '150' }), memberId);
  const before = await shop.digest();
  expect(await till.one(PREVIEW, { code, basket: { lines } })).toEqual({ usable: true, discount: { amount: '20' }, reasons: [] });
  expect(await till.one(PREVIEW, { code, basket: { lines: [lines[1]] } })).toEqual({ usable: false, discount: { amount: '0' }, reasons: [{ code: 'MIN_SPEND' }] });
  expect(await till.one(PREVIEW, { code: 'ABCD-EFGH-JKMN-PQRS', basket: { lines } })).toEqual({ usable: false, discount: { amount: '0' }, reasons: [{ code: 'UNKNOWN_CODE' }] });
  const after = await shop.digest();
  expect(Object.keys(after).filter((table) => table.startsWith('gift_coupon.') && after[table] !== before[table])).toEqual([]);
});
