import { Members } from '@regulars/member/contract';
import { readId } from '@regulars/plugin-sdk';
import type { Data, TestCaller, TestPlatform, TestShop } from '@regulars/testing';
import { issueBundle } from '../src/domain/issue-bundle';
import { decideReservations, partnerPartsOf, reserveAtPartners, tellDecided } from '../src/domain/partners';
import { END_AGREEMENT } from './agreement-documents';
import { BUNDLE_CREATE, BUNDLE_ISSUE } from './bundle-documents';
import { ORDER, PAUSE, REDEEM } from './documents';
import { both, bundleOf, codes, coupon, decided, issued, issueTo, newPhone, pairForEach, reservations, ten, theirs, told, wallet } from './partner-support';
import { agree, ask, basketOf, codeOf, give, join, liveTemplate, SHARES } from './support';

const RACERS = Number(process.env.REGULARS_COUPON_RACERS ?? 50);
const LONG = 30_000 + RACERS * 300; // ms

let platform: TestPlatform;
let tea: TestShop;
let cake: TestShop;
let teaStaff: TestCaller;
let cakeStaff: TestCaller;
let agreement: string;
let at: string;

pairForEach((made) => void ({ platform, tea, cake, teaStaff, cakeStaff, agreement, at } = made));

/** As the mutation does, in a unit of work that ends with a crash. */
async function crashAfterwards(bundleId: string, memberId: string, idempotencyKey: string): Promise<void> {
  await expect(tea.context(async (ctx) => {
    await issueBundle(ctx, { bundleId, memberId, reason: 'thanks', idempotencyKey });
    throw new Error('crash');
  })).rejects.toThrow('crash');
}

it('is reserved there, given here, and confirmed there: then it is a coupon like any other', async () => {
  await liveTemplate(cakeStaff, 'C', { stock: 5 });
  const bundleId = await bundleOf([ten, theirs('C', 2)]);
  const [here, there] = await both();
  const answer = await issueTo(bundleId, here);
  expect([told(answer), answer.issued[1].coupons]).toEqual([[['points', null], ['gift-coupon', null]], []]);
  expect([await reservations(), await decided(), await issued('C'), await wallet(cake, there)]).toEqual([['RESERVED', 'RESERVED'], ['ISSUED', 'ISSUED'], 2, [0, []]]);
  await platform.drain();
  expect([await reservations(), await issued('C'), await wallet(tea, here), await wallet(cake, there)]).toEqual([['CONFIRMED', 'CONFIRMED'], 2, [10, []], [0, ['C ACTIVE', 'C ACTIVE']]]);
  const { giftCoupons } = await cakeStaff.one('query ($id: ID!) { member(by: { id: $id }) { giftCoupons { nodes { code history { to reason } } } } }', { id: there });
  expect(giftCoupons.nodes[0].history).toEqual([{ to: 'ACTIVE', reason: 'ISSUED_BY_PARTNER' }]);
  expect((await ask(cakeStaff, REDEEM, { code: giftCoupons.nodes[0].code, basket: basketOf('O1') })).redemption.discount).toEqual({ amount: '20' });
  expect(await platform.rows(`SELECT brand_id FROM platform.event WHERE name = 'gift-coupon.issued' AND brand_id = ANY($1)`, [[tea.id, cake.id]])).toEqual([{ brand_id: cake.id }, { brand_id: cake.id }]);
});

describe('is refused, and nothing stays reserved,', () => {
  const attempt = async (items: readonly object[], memberId: string): Promise<unknown> => {
    const answer = await issueTo(await bundleOf(items), memberId);
    await platform.drain();
    return [codes(answer), told(await issueTo(await bundleOf(items, 'SKIP'), memberId))];
  };

  it('to who has not agreed, has no phone, or is no active member there, or wants to be known to no other brand', async () => {
    await liveTemplate(cakeStaff, 'C', { stock: 5 });
    const outcomes: unknown[] = [];
    const [quiet] = await both({});
    const [unsure] = await both({ consents: [...SHARES.consents, { purpose: 'GROUP_SHARE', channel: 'LINE', granted: false }] });
    const alone = await join(teaStaff, { phone: newPhone(), ...SHARES });
    const [frozen, frozenThere] = await both();
    await cakeStaff.ok('mutation ($id: ID!) { memberFreeze(id: $id, reason: "odd", idempotencyKey: "f") { userErrors { message } } }', { id: frozenThere });
    const phone = newPhone();
    const refusing = await join(teaStaff, { phone, ...SHARES });
    await join(cakeStaff, { phone, consents: [{ purpose: 'GROUP_SHARE', channel: 'SMS', granted: false }] });
    for (const memberId of [quiet, unsure, await join(teaStaff, SHARES), alone, frozen, refusing]) outcomes.push(await attempt([ten, theirs('C')], memberId));
    const skipped = (reason: string): unknown => [['INVALID_INPUT bundleId'], [['points', null], ['gift-coupon', reason]]];
    expect(outcomes).toEqual([skipped('NO_CONSENT'), skipped('NO_CONSENT'), skipped('NO_CONSENT'), ...Array(3).fill(skipped('NOT_AVAILABLE_TO_MEMBER'))]);
    expect([await reservations(), await decided(), await issued('C')]).toEqual([[], [], 0]);
  });

  it('where the partner has none left, gives no more to a member, or none at present; what it kept for others is free again', async () => {
    const [, , c] = [await liveTemplate(cakeStaff, 'A', { stock: 1 }), await liveTemplate(cakeStaff, 'B', { perMemberLimit: 1 }), await liveTemplate(cakeStaff, 'C')];
    const items = [theirs('A'), theirs('A'), theirs('B', 2), theirs('C'), ten];
    await bundleOf(items);
    const bundleId = await bundleOf([theirs('A'), theirs('B', 2)]);
    const whole = await bundleOf([theirs('A'), theirs('C')]);
    const some = await bundleOf(items, 'SKIP');
    await cakeStaff.ok(PAUSE, { id: c });
    const [here, there] = await both();
    expect([codes(await issueTo(bundleId, here)), codes(await issueTo(whole, here))]).toEqual([['INVALID_INPUT bundleId'], ['GIFT_COUPON_OUT_OF_STOCK bundleId']]);
    expect([await reservations(), await decided()]).toEqual([['RESERVED'], ['ABANDONED']]);
    await platform.drain();
    expect([await reservations(), await issued('A'), codes(await issueTo(whole, here))]).toEqual([['RELEASED'], 0, ['INVALID_INPUT bundleId']]);
    await platform.drain();
    expect(told(await issueTo(some, here))).toEqual([['gift-coupon', null], ['gift-coupon', 'OUT_OF_STOCK'], ['gift-coupon', 'NOT_AVAILABLE_TO_MEMBER'], ['gift-coupon', 'NOT_LIVE'], ['points', null]]);
    await platform.drain();
    expect([await wallet(tea, here), await wallet(cake, there), await issued('A')]).toEqual([[10, []], [0, ['A ACTIVE']], 1]);
  });

  it('to who has ordered there what only newcomers are given, without a word of that', async () => {
    await liveTemplate(cakeStaff, 'C', { purpose: 'TRIAL' });
    const [here, there] = await both();
    await cakeStaff.ok(ORDER, { input: basketOf('O1', { member: { id: there } }), key: 'o' });
    expect(await attempt([ten, theirs('C')], here)).toEqual([['INVALID_INPUT bundleId'], [['points', null], ['gift-coupon', 'NOT_AVAILABLE_TO_MEMBER']]]);
  });

  it('once something of its own cannot be given', async () => {
    await liveTemplate(teaStaff, 'OWN', { stock: 1 });
    await liveTemplate(cakeStaff, 'C', { stock: 1 });
    const bundleId = await bundleOf([theirs('C'), coupon('OWN', 2)]);
    const [here] = await both();
    expect(codes(await issueTo(bundleId, here))).toEqual(['GIFT_COUPON_OUT_OF_STOCK bundleId']);
    await platform.drain();
    expect([await reservations(), await decided(), await issued('C'), await wallet(tea, here)]).toEqual([['RELEASED'], ['ABANDONED'], 0, [0, []]]);
  });

  it('once the agreement has ended, or the partner is gone', async () => {
    await liveTemplate(cakeStaff, 'C', { stock: 5 });
    const bundleId = await bundleOf([theirs('C')]);
    const [here] = await both();
    await cake.disable('gift-coupon');
    expect(codes(await issueTo(bundleId, here))).toEqual(['GIFT_AGREEMENT_MISSING bundleId']);
    await cake.enable('gift-coupon');
    // The partner's word is enough, before this brand has heard of it.
    await cakeStaff.ok(END_AGREEMENT, { id: agreement });
    expect(codes(await issueTo(bundleId, here))).toEqual(['GIFT_AGREEMENT_MISSING bundleId']);
    await platform.drain();
    expect(codes(await issueTo(bundleId, here))).toEqual(['GIFT_AGREEMENT_MISSING bundleId']);
    expect([await reservations(), await decided()]).toEqual([[], []]);
  });
});

describe('a crash', () => {
  let bundleId: string;
  let here: string;
  let there: string;
  beforeEach(async () => {
    await liveTemplate(cakeStaff, 'C', { stock: 1 });
    bundleId = await bundleOf([ten, theirs('C')]);
    [here, there] = await both();
  });

  it('before it is given: what was reserved is free after five minutes, and in neither brand is anything', async () => {
    await crashAfterwards(bundleId, here, 'k');
    expect([await reservations(), await decided(), await issued('C')]).toEqual([['RESERVED'], [], 1]);
    await cake.advance({ minutes: 4 });
    expect(await reservations()).toEqual(['RESERVED']);
    await cake.advance({ minutes: 2 });
    expect([await reservations(), await decided(), await issued('C')]).toEqual([['RELEASED'], ['ABANDONED'], 0]);
    await platform.drain();
    expect([await wallet(tea, here), await wallet(cake, there)]).toEqual([[0, []], [0, []]]);
  });

  it('before it is given: who asks again, with the same key, has what was reserved, and what was given up is reserved anew', async () => {
    await crashAfterwards(bundleId, here, 'k');
    await crashAfterwards(bundleId, here, 'k');
    expect(await reservations()).toEqual(['RESERVED']);
    const again = (key: string): Promise<Data> => teaStaff.one(BUNDLE_ISSUE, { bundleId, memberId: here, key });
    expect(told(await again('k'))).toEqual([['points', null], ['gift-coupon', null]]);
    await platform.drain();
    expect([await reservations(), await issued('C'), await wallet(cake, there)]).toEqual([['CONFIRMED'], 1, [0, ['C ACTIVE']]]);
    expect(codes(await issueTo(bundleId, here))).toEqual(['GIFT_COUPON_OUT_OF_STOCK bundleId']);
  });

  it('between giving and confirming: the partner asks, and has it; the event that comes late changes nothing', async () => {
    await issueTo(bundleId, here);
    await cake.advance({ minutes: 6 });
    expect([await reservations(), await decided(), await wallet(cake, there)]).toEqual([['CONFIRMED'], ['ISSUED'], [0, ['C ACTIVE']]]);
    await platform.drain();
    expect([await reservations(), await issued('C'), await wallet(tea, here), await wallet(cake, there)]).toEqual([['CONFIRMED'], 1, [10, []], [0, ['C ACTIVE']]]);
  });

  it('between confirming and saying so: told again, it is one coupon', async () => {
    await issueTo(bundleId, here);
    const [event] = await platform.rows<{ payload: never }>(`SELECT payload FROM platform.event WHERE name = 'gift-coupon.partner-decided' AND brand_id = $1`, [tea.id]);
    for (let n = 0; n < 2; n++) {
      await expect(tea.context(async (ctx) => {
        await tellDecided(ctx, event!.payload);
        throw new Error('crash');
      })).rejects.toThrow('crash');
    }
    await platform.drain();
    expect([await reservations(), await issued('C'), await wallet(cake, there)]).toEqual([['CONFIRMED'], 1, [0, ['C ACTIVE']]]);
  });

  it('of the partner after it was abandoned where it was asked for: it is released when asked after again', async () => {
    await crashAfterwards(bundleId, here, 'k');
    const [{ id } = { id: '' }] = await platform.rows<{ id: string }>('SELECT id FROM gift_coupon.partner_reservation WHERE brand_id = $1', [cake.id]);
    await tea.context((ctx) => decideReservations(ctx, [{ agreementId: readId('gag', agreement) ?? '', reservationIds: [id] }], 'ABANDONED'));
    // Whoever asks again meanwhile reserves anew: the stock of one is still taken.
    expect(codes((await teaStaff.run(BUNDLE_ISSUE, { bundleId, memberId: here, key: 'k' })).data?.giftBundleIssue as Data)).toEqual(['GIFT_COUPON_OUT_OF_STOCK bundleId']);
    await cake.advance({ minutes: 6 });
    expect([await reservations(), await issued('C')]).toEqual([['RELEASED'], 0]);
    expect(told(await teaStaff.one(BUNDLE_ISSUE, { bundleId, memberId: here, key: 'k' }))).toEqual([['points', null], ['gift-coupon', null]]);
    await platform.drain();
    expect([await reservations(), await issued('C'), await wallet(cake, there)]).toEqual([['CONFIRMED', 'RELEASED'], 1, [0, ['C ACTIVE']]]);
  });

  it('so slow that the partner gives up while it is being given: it is reserved anew, or the giving waits for nobody', async () => {
    let rounds = 0;
    const uuid = readId('mbr', here) ?? '';
    await tea.context(async (ctx) => {
      const answers = await reserveAtPartners(ctx, { act: 'slow', memberId: uuid, items: [{ reward: { kind: 'gift-coupon', spec: { template: 'C' } }, quantity: 1, brandCode: at }], places: [0] });
      if (++rounds === 1) await cake.advance({ minutes: 6 });
      await decideReservations(ctx, partnerPartsOf(answers), 'ISSUED');
    });
    expect(rounds).toBe(2);
    await platform.drain();
    expect([await reservations(), await decided(), await issued('C'), await wallet(cake, there)]).toEqual([['CONFIRMED', 'RELEASED'], ['ABANDONED', 'ISSUED'], 1, [0, ['C ACTIVE']]]);
  });
});

describe('what was given comes', () => {
  it('though the agreement has ended, the brands have parted and the plugin is off there', async () => {
    await liveTemplate(cakeStaff, 'C', { stock: 2 });
    const bundleId = await bundleOf([theirs('C')]);
    const [[first, firstThere], [second, secondThere]] = [await both(), await both()];
    await issueTo(bundleId, first);
    await crashAfterwards(bundleId, second, 'k');
    await teaStaff.ok(END_AGREEMENT, { id: agreement });
    const own = await cakeStaff.one('{ brand { id organisation { id } } }');
    await platform.operator().ok('mutation ($id: ID!, $brandId: ID!) { organisationBrandRemove(id: $id, brandId: $brandId) { userErrors { message } } }', { id: own.organisation.id, brandId: own.id });
    await cake.disable('gift-coupon');
    await platform.drain();
    await cake.enable('gift-coupon');
    expect([await reservations(), await wallet(cake, firstThere)]).toEqual([['CONFIRMED', 'RESERVED'], [0, ['C ACTIVE']]]);
    await cake.advance({ minutes: 6 });
    expect([await reservations(), await decided(), await issued('C'), await wallet(cake, secondThere)]).toEqual([['CONFIRMED', 'RELEASED'], ['ABANDONED', 'ISSUED'], 1, [0, []]]);
  });

  it('to whom the member has become; of use to nobody who was erased', async () => {
    await liveTemplate(cakeStaff, 'C', { stock: 5 });
    const bundleId = await bundleOf([theirs('C')]);
    const [[first, firstThere], [second, secondThere]] = [await both(), await both()];
    const survivor = await join(cakeStaff);
    for (const id of [first, second]) await issueTo(bundleId, id);
    await cakeStaff.ok('mutation ($a: ID!, $b: ID!) { memberMerge(survivorId: $a, loserId: $b, reason: "same", idempotencyKey: "m") { userErrors { code message } } }', { a: survivor, b: firstThere });
    await cakeStaff.ok('mutation ($id: ID!) { memberErase(id: $id, reason: "asked", idempotencyKey: "e") { userErrors { code message } } }', { id: secondThere });
    await platform.drain();
    expect([await wallet(cake, survivor), await issued('C')]).toEqual([[0, ['C ACTIVE']], 1]);
    expect(await platform.rows(`SELECT state FROM gift_coupon.coupon WHERE brand_id = $1 ORDER BY state`, [cake.id])).toEqual([{ state: 'ACTIVE' }, { state: 'REVOKED' }]);
  });
});

it('counts against what a member may have there, from when it is reserved', async () => {
  const template = await liveTemplate(cakeStaff, 'C', { perMemberLimit: 1 });
  const bundleId = await bundleOf([theirs('C')]);
  const [here, there] = await both();
  await crashAfterwards(bundleId, here, 'k');
  await expect(give(cakeStaff, template, there)).rejects.toThrow('LIMIT_REACHED');
  await cake.advance({ minutes: 6 });
  await give(cakeStaff, template, there);
  expect(codes(await issueTo(bundleId, here))).toEqual(['INVALID_INPUT bundleId']);
});

it(`of a partner's stock of 10, ${RACERS} at once on two gateways get exactly 10`, async () => {
  await liveTemplate(cakeStaff, 'C', { stock: 10 });
  const bundleId = await bundleOf([ten, theirs('C')]);
  const members = await Promise.all(Array.from({ length: RACERS }, () => both()));
  const other = teaStaff.via(platform.node());
  const answers = await Promise.all(members.map(([here], n) => issueTo(bundleId, here, n % 2 ? teaStaff : other)));
  await platform.drain();
  const wallets = await Promise.all(members.map(async ([here, there]) => JSON.stringify([await wallet(tea, here), await wallet(cake, there)])));
  expect(wallets.filter((one) => one === JSON.stringify([[10, []], [0, ['C ACTIVE']]]))).toHaveLength(10);
  expect(wallets.filter((one) => one === JSON.stringify([[0, []], [0, []]]))).toHaveLength(RACERS - 10);
  expect(answers.flatMap(codes)).toEqual(Array(RACERS - 10).fill('GIFT_COUPON_OUT_OF_STOCK bundleId'));
  expect([await issued('C'), await decided()]).toEqual([10, Array(10).fill('ISSUED')]);
}, LONG);

it('waits for nobody who waits for it: two brands give each other\'s coupons, and their own, at once', async () => {
  await agree(cake, tea);
  await liveTemplate(cakeStaff, 'C', { stock: 100 });
  await liveTemplate(teaStaff, 'T', { stock: 100 });
  const fromTea = await bundleOf([coupon('T'), theirs('C')]);
  const fromCake = (await cakeStaff.one(BUNDLE_CREATE, { input: { name: 'Both', items: [coupon('C'), { ...coupon('T'), brandCode: await codeOf(tea) }] } })).bundle.id as string;
  const phone = newPhone();
  const [here, there] = [await join(teaStaff, { phone, ...SHARES }), await join(cakeStaff, { phone, ...SHARES })];
  const answers = await Promise.all(Array.from({ length: 12 }, (_, n) => (n % 2 ? issueTo(fromTea, here) : issueTo(fromCake, there, cakeStaff))));
  await platform.drain();
  expect(answers.flatMap(codes)).toEqual([]);
  expect([((await wallet(tea, here)) as unknown[])[1], ((await wallet(cake, there)) as unknown[])[1]]).toEqual([Array(10).fill('T ACTIVE'), Array(10).fill('C ACTIVE')]);
  expect(await tea.context((ctx) => ctx.use(Members).phoneForGroup(readId('mbr', here) ?? ''))).toBe(phone);
});
