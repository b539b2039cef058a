import { modules } from '@regulars/gateway/installation';
import { createTestPlatform, type Data, type TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { BrandClient } from '../platform-client';
import type { createSteps } from '../steps.mjs';
import { bareDemo } from './bare';
import { bobaDemo } from './boba';
import type { BrandDemo } from '.';

let platform: TestPlatform;

beforeAll(async () => {
  platform = await createTestPlatform(modules);
});
afterAll(() => platform.stop());

/** Loads the brand through the API; answers the member whose token would be kept. */
async function load({ load: fill }: BrandDemo, shop: TestShop): Promise<string | null> {
  const staff = shop.everything();
  const send = (query: string, variables: object): Promise<unknown> => staff.ok(query, variables as Readonly<Record<string, unknown>>);
  return fill(new BrandClient(send, () => Promise.reject(new Error('Nothing is uploaded'))), 'small', undefined as unknown as ReturnType<typeof createSteps>, '');
}

describe('boba', () => {
  let shop: TestShop;
  let staff: TestCaller;
  let memberId: string | null;

  beforeAll(async () => {
    // On the real clock, as the demo has it.
    shop = await platform.brand({ ...bobaDemo.input, sandbox: false });
    staff = shop.everything();
    memberId = await load(bobaDemo, shop);
  }, 60_000);
  const spins = (): Promise<{ prize: string }[]> => platform.rows('SELECT prize FROM lottery.draw WHERE brand_id = $1', [shop.id]);

  it('has a wheel that members have spun', async () => {
    const { code, state, form } = (await staff.one('{ lotteryGames(first: 1) { nodes { code state form } } }')).nodes[0];
    expect([code, state, form, (await spins()).length]).toEqual(['BOBA-WHEEL', 'LIVE', 'WHEEL', 8]);
  });

  it('runs six coupon templates, each of another kind of idea', async () => {
    // Nobody knows beforehand what a wheel gives.
    const won = (await spins()).filter(({ prize }) => prize === 'TENTH').length;
    const { nodes } = await staff.one('{ giftCouponTemplates(first: 10) { nodes { code state stock window transferable issued benefit { kind } } } }');
    const byCode = new Map((nodes as Data[]).map((template) => [template.code as string, template]));
    const shown = Object.fromEntries([...byCode].map(([code, { state, benefit, issued }]) => [code, [state, benefit.kind, issued]]));
    expect(shown).toEqual({
      WELCOME: ['LIVE', 'FREE_ITEM', 15], 'THANKS-10': ['LIVE', 'PERCENT', 30 + won], ANNIVERSARY: ['LIVE', 'AMOUNT', 10], WEEKNIGHT: ['LIVE', 'BOGO', 6],
      FRIEND: ['LIVE', 'FIXED_PRICE', 10], BIRTHDAY: ['LIVE', 'REWARD', 5],
    });
    expect([byCode.get('ANNIVERSARY')?.stock, byCode.get('FRIEND')?.transferable]).toEqual([100, true]);
    expect(byCode.get('WEEKNIGHT')?.window).toMatchObject({ weekdays: [1, 2, 3, 4], from: '17:00', to: '22:00' });
  });

  it('sold with coupons and points at its tills, and gave one coupon back', async () => {
    const sales = await platform.rows(`SELECT external_id AS id, discount, paid_with_points AS paid FROM "order"."order" WHERE brand_id = $1 AND external_id ~ '^(TILL|GIFT)-' ORDER BY 1`, [shop.id]);
    expect(sales).toEqual([{ id: 'GIFT-1', discount: 60n, paid: 0n }, ...[1, 2, 3].map((n) => ({ id: `TILL-${n}`, discount: 75n, paid: 10n }))]);
    expect(await platform.rows('SELECT state FROM "order".till_hold WHERE brand_id = $1', [shop.id])).toEqual([{ state: 'CAPTURED' }]);
    const uses = await platform.rows(
      `SELECT t.code, count(*)::int AS used, count(u.reversed_at)::int AS reversed FROM gift_coupon.redemption u
         JOIN gift_coupon.coupon c ON (c.brand_id, c.id) = (u.brand_id, u.coupon_id) JOIN gift_coupon.template t ON (t.brand_id, t.id) = (c.brand_id, c.template_id)
        WHERE u.brand_id = $1 GROUP BY 1 ORDER BY 1`, [shop.id]);
    expect(uses).toEqual([{ code: 'ANNIVERSARY', used: 3, reversed: 0 }, { code: 'THANKS-10', used: 3, reversed: 0 }, { code: 'WELCOME', used: 2, reversed: 1 }]);
  });

  it('writes to its members: three messages by themselves, and news that leave with the first worker', async () => {
    const { messageAutomatics, messageBroadcasts, messageTemplates } = await staff.ok('{ messageAutomatics { trigger isOn } messageTemplates { contents { language } } messageBroadcasts { nodes { state channel } } }');
    expect(messageAutomatics).toEqual(['BIRTHDAY', 'POINTS_EXPIRING', 'WELCOME'].map((trigger) => ({ trigger, isOn: true })));
    expect(messageTemplates).toEqual(Array.from({ length: 4 }, () => ({ contents: [{ language: 'zh-TW' }, { language: 'en' }] })));
    expect(messageBroadcasts.nodes).toEqual([{ state: 'SCHEDULED', channel: 'SMS' }]);
  });

  it('asks its members how their tea was', async () => {
    expect(await staff.one('{ surveys { state version content { title questions { code kind } afterOrder { days } rewards { kind } } } }')).toEqual([{
      state: 'LIVE', version: 1,
      content: { title: 'How was your tea?', questions: [{ code: 'satisfied', kind: 'RATING' }, { code: 'favourite', kind: 'SINGLE' }, { code: 'recommend', kind: 'NPS' }, { code: 'why', kind: 'TEXT' }], afterOrder: { days: 2 }, rewards: [{ kind: 'points' }] },
    }]);
  });

  it('has members who brought friends, over two levels', async () => {
    const { nodes } = await staff.one('{ referralPrograms { nodes { code state rules { key level } results { links joins orders pendingRewards } } } }');
    // Six of the first three members, and three of friends; what their orders give comes behind.
    expect(nodes).toMatchObject([{ code: 'BOBA-FRIENDS', state: 'LIVE', results: { links: 6, joins: 9, orders: 9, pendingRewards: 9 } }]);
    expect((await platform.rows('SELECT above.id FROM referral.edge AS e JOIN referral.edge AS above ON above.referee_id = e.referrer_id WHERE e.brand_id = $1', [shop.id]))).toHaveLength(3);
    const { nodes: waiting } = await staff.one('{ referralReviews { nodes { state madeBy edge { state } } } }');
    expect(waiting).toEqual([{ state: 'PENDING_REVIEW', madeBy: 'STAFF', edge: { state: 'BOUND' } }]);
  });

  it('has a member to look at, and books that balance', async () => {
    const { giftCoupons } = await staff.one('query ($id: ID!) { member(by: { id: $id }) { giftCoupons(first: 10) { nodes { state usesLeft template { code } } } } }', { id: memberId });
    expect(giftCoupons.nodes).toEqual(expect.arrayContaining([
      { state: 'ACTIVE', usesLeft: 2, template: { code: 'THANKS-10' } }, { state: 'REDEEMED', usesLeft: 0, template: { code: 'ANNIVERSARY' } }, { state: 'ACTIVE', usesLeft: 1, template: { code: 'FRIEND' } },
    ]));
    expect(await shop.violations()).toEqual([]);
  });
});

it('bare shows no trace of any plugin', async () => {
  const shop = await platform.brand();
  await load(bareDemo, shop);
  const nouns = modules.filter(({ core }) => !core).flatMap((plugin) => plugin.nouns ?? []);
  expect(nouns).toEqual(expect.arrayContaining(['GiftCoupon', 'StampCard']));
  const member = await shop.everything().one('mutation { memberJoin(input: { phone: "+447700900001" }, idempotencyKey: "m") { member { id } userErrors { message } } }');
  for (const caller of [shop.everything(), shop.everything({ audience: 'member', memberId: member.member.id })]) {
    const { types } = await caller.one('{ __schema { types { name fields { name } } } }');
    const names = (types as Data[]).flatMap(({ name, fields }) => [name as string, ...(fields as Data[] | null ?? []).map((field) => field.name as string)]);
    expect(names).toContain('Member');
    // Every error has a message, whatever messages a plugin sends.
    const ofPlugins = names.filter((name) => name !== 'message' && nouns.some((noun) => name.toLowerCase().startsWith(noun.toLowerCase())));
    expect(ofPlugins).toEqual([]);
  }
});
