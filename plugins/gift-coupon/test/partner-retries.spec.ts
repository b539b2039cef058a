import { readId } from '@regulars/plugin-sdk';
import type { Data, TestCaller, TestPlatform, TestShop } from '@regulars/testing';
import { decide } from '../src/data/partner.statements';
import { issueBundle } from '../src/domain/issue-bundle';
import { END_AGREEMENT } from './agreement-documents';
import { BUNDLE_CREATE, BUNDLE_ISSUE, BUNDLE_UPDATE } from './bundle-documents';
import { REDEEM } from './documents';
import { both, bundleOf, codes, coupon, issued, newPhone, pairForEach, reservations, theirs, wallet } from './partner-support';
import { agree, ask, basketOf, codeOf, join, liveTemplate, SHARES } from './support';

let platform: TestPlatform;
let tea: TestShop;
let cake: TestShop;
let teaStaff: TestCaller;
let cakeStaff: TestCaller;
let agreement: string;

pairForEach((made) => void ({ platform, tea, cake, teaStaff, cakeStaff, agreement } = made));

const KEY = 'k';

/** As the mutation does, always with the same key. */
const issueAgain = (bundleId: string, memberId: string): Promise<unknown> => tea.context((ctx) => issueBundle(ctx, { bundleId, memberId, reason: 'thanks', idempotencyKey: KEY }));

async function crashAfterwards(bundleId: string, memberId: string, shop = tea): Promise<void> {
  await expect(shop.context(async (ctx) => {
    await issueBundle(ctx, { bundleId, memberId, reason: 'thanks', idempotencyKey: KEY });
    throw new Error('crash');
  })).rejects.toThrow('crash');
}

describe('what a crash has left reserved is not given', () => {
  let bundleId: string;
  let here: string;
  let there: string;
  beforeEach(async () => {
    await liveTemplate(cakeStaff, 'C', { stock: 3 });
    bundleId = await bundleOf([theirs('C')]);
    [here, there] = await both();
    await crashAfterwards(bundleId, here);
  });

  /** What nobody has asked for again is free in the end. */
  const freed = async (): Promise<unknown> => {
    await platform.drain();
    await cake.advance({ minutes: 6 });
    return reservations();
  };

  it('under an agreement that was made since: its share is owed', async () => {
    await cakeStaff.ok(END_AGREEMENT, { id: agreement });
    await platform.drain();
    const second = await agree(tea, cake, 9_000);
    await issueAgain(bundleId, here);
    expect([await freed(), await issued('C')]).toEqual([['CONFIRMED', 'RELEASED'], 1]);
    const { giftCoupons } = await cakeStaff.one('query ($id: ID!) { member(by: { id: $id }) { giftCoupons { nodes { code } } } }', { id: there });
    await ask(cakeStaff, REDEEM, { code: giftCoupons.nodes[0].code, basket: basketOf('O1') });
    const owed = await platform.rows('SELECT agreement_id, amount::text FROM gift_coupon.settlement WHERE brand_id = $1', [cake.id]);
    expect(owed).toEqual([{ agreement_id: readId('gag', second), amount: '18' }]);
  });

  it('as a coupon of another template', async () => {
    await liveTemplate(cakeStaff, 'D');
    await teaStaff.ok(BUNDLE_UPDATE, { id: bundleId, input: { name: 'Both', items: [theirs('D')] } });
    await issueAgain(bundleId, here);
    expect([await freed(), await issued('C'), await wallet(cake, there)]).toEqual([['CONFIRMED', 'RELEASED'], 0, [0, ['D ACTIVE']]]);
  });

  it('as one of more', async () => {
    await teaStaff.ok(BUNDLE_UPDATE, { id: bundleId, input: { name: 'Both', items: [theirs('C', 2)] } });
    await issueAgain(bundleId, here);
    expect([await freed(), await wallet(cake, there)]).toEqual([['CONFIRMED', 'CONFIRMED', 'RELEASED'], [0, ['C ACTIVE', 'C ACTIVE']]]);
  });

  it('to somebody else there: the phone was wrong', async () => {
    const phone = newPhone();
    const right = await join(cakeStaff, { phone });
    await teaStaff.ok('mutation ($id: ID!, $input: MemberUpdateInput!) { memberUpdate(id: $id, input: $input) { userErrors { message } } }', { id: here, input: { phone } });
    await issueAgain(bundleId, here);
    expect([await freed(), await wallet(cake, there), await wallet(cake, right)]).toEqual([['CONFIRMED', 'RELEASED'], [0, []], [0, ['C ACTIVE']]]);
  });
});

it('has the last one that it has reserved, also when the member was merged here meanwhile', async () => {
  await liveTemplate(cakeStaff, 'C', { stock: 1 });
  const bundleId = await bundleOf([theirs('C')]);
  const [here, there] = await both();
  const survivor = await join(teaStaff, SHARES);
  await crashAfterwards(bundleId, here);
  await teaStaff.ok('mutation ($a: ID!, $b: ID!) { memberMerge(survivorId: $a, loserId: $b, reason: "same", idempotencyKey: "m") { userErrors { message } } }', { a: survivor, b: here });
  await issueAgain(bundleId, here);
  await platform.drain();
  expect([await reservations(), await wallet(cake, there)]).toEqual([['CONFIRMED'], [0, ['C ACTIVE']]]);
});

it('is refused for what it is refused for, as often as it is asked, and given once that is over', async () => {
  await liveTemplate(cakeStaff, 'C');
  await liveTemplate(teaStaff, 'OWN', { stock: 1 });
  const bundleId = await bundleOf([theirs('C'), coupon('OWN', 2)]);
  const [here, there] = await both();
  const again = async (): Promise<unknown> => codes((await teaStaff.run(BUNDLE_ISSUE, { bundleId, memberId: here, key: KEY })).data?.giftBundleIssue as Data);
  const answers: unknown[] = [];
  for (let n = 0; n < 12; n++) answers.push(await again());
  expect(answers).toEqual(Array(12).fill(['GIFT_COUPON_OUT_OF_STOCK bundleId']));
  await teaStaff.ok(BUNDLE_UPDATE, { id: bundleId, input: { name: 'Both', items: [theirs('C'), coupon('OWN')] } });
  expect(await again()).toEqual([]);
  await platform.drain();
  expect([await wallet(tea, here), await wallet(cake, there)]).toEqual([[0, ['OWN ACTIVE']], [0, ['C ACTIVE']]]);
});

it('is heard of one brand, though another is waited for, and operators are told which work that left', async () => {
  await liveTemplate(cakeStaff, 'C', { stock: 2 });
  const third = await tea.partner();
  await agree(third, cake);
  const item = { ...coupon('C'), brandCode: await codeOf(cake) };
  const ofThird = (await third.everything().one(BUNDLE_CREATE, { input: { name: 'Third', items: [item], onStockout: 'FAIL' } })).bundle.id as string;
  const [here] = await both();
  await crashAfterwards(await bundleOf([theirs('C')]), here);
  const phone = newPhone();
  await join(cakeStaff, { phone });
  const other = await join(third.everything(), { phone, ...SHARES });
  await crashAfterwards(ofThird, other, third);
  const ids = (await platform.rows<{ id: string }>('SELECT r.id FROM gift_coupon.partner_reservation r JOIN gift_coupon.agreement a ON a.id = r.agreement_id AND a.brand_id = r.brand_id WHERE r.brand_id = $1 AND a.partner_id = $2', [cake.id, tea.id])).map(({ id }) => id);
  await expect(tea.context(async (ctx) => {
    await ctx.sql(decide(ids, 'ABANDONED'));
    await cake.advance({ minutes: 6 });
    throw new Error('crash');
  })).rejects.toThrow('crash');
  const told = () => platform.rows(`SELECT left(last_error, 14) AS fault FROM platform.job_due WHERE brand_id = $1 AND job = 'gift-coupon.resolve-reservations'`, [cake.id]);
  expect([await reservations(), await issued('C'), await told()]).toEqual([['RELEASED', 'RESERVED'], 1, [{ fault: 'SQLSTATE 55P03' }]]);
  await cake.advance({ minutes: 1 });
  expect([await reservations(), await issued('C'), await told()]).toEqual([['RELEASED', 'RELEASED'], 0, [{ fault: null }]]);
});
