import { answerSurvey } from './support/tenant-fuzz/fill-survey';
import { bringFriend } from './support/tenant-fuzz/fill-referral';
import { writeMessages } from './support/tenant-fuzz/fill-messages';
import { join, shopOfFile, type WholeShop } from './support/shop';

let whole: WholeShop;
shopOfFile((opened) => {
  whole = opened.whole;
});
afterEach(async () => expect(await whole.shop.violations()).toEqual([]));

/** A live wheel on which somebody wins points. */
async function drawOnce({ staff }: WholeShop, mark: string, memberId: string): Promise<void> {
  const prizes = [{ key: 'GIFT', name: 'Points', kind: 'REWARD', weight: 1, reward: { kind: 'points', spec: { points: 5 } } }];
  const { game } = await staff.one('mutation ($input: LotteryGameInput!) { lotteryGameCreate(input: $input) { game { id } userErrors { message } } }', { input: { code: mark.toUpperCase(), name: mark, form: 'WHEEL', totalWeight: 1, startsAt: '2025-01-01T00:00:00Z', prizes } });
  await staff.ok('mutation ($id: ID!) { lotteryGamePublish(id: $id) { userErrors { message } } }', { id: game.id });
  await staff.ok('mutation ($g: ID!, $m: ID!, $key: String!) { lotteryChanceGrant(gameId: $g, memberId: $m, chances: 1, reason: "spec", idempotencyKey: $key) { userErrors { message } } }', { g: game.id, m: memberId, key: `${mark}-chance` });
  await staff.ok('mutation ($g: ID!, $m: ID!, $key: String!) { lotteryDraw(gameId: $g, memberId: $m, idempotencyKey: $key) { draw { prize { key } } userErrors { message } } }', { g: game.id, m: memberId, key: `${mark}-draw` });
}

const DEEDS = { lottery: drawOnce, survey: answerSurvey, referral: bringFriend, messaging: writeMessages } as const;

it.each(Object.keys(DEEDS) as (keyof typeof DEEDS)[])('%s switched off leaves the others, orders and members at work', async (off) => {
  const { shop, staff } = whole;
  const mark = `no-${off}`.replaceAll('-', '_');
  await staff.ok('mutation ($id: String!) { pluginDisable(id: $id) { userErrors { message } } }', { id: off });
  const { mutationType } = await staff.one('{ __schema { mutationType { fields { name } } } }');
  expect(mutationType.fields.filter(({ name }: { readonly name: string }) => name.startsWith(off === 'messaging' ? 'message' : off))).toEqual([]);
  const memberId = await join(staff, mark);
  for (const [plugin, deed] of Object.entries(DEEDS)) if (plugin !== off) await deed(whole, mark, memberId);
  await staff.ok('mutation ($input: OrderUpsertInput!, $key: String!) { orderUpsert(input: $input, idempotencyKey: $key) { userErrors { message path } } }', {
    key: `${mark}-order`, input: { source: 'pos', externalId: mark, placedAt: '2026-01-05T03:00:00Z', member: { id: memberId }, lines: [{ number: 1, sku: 'TEA', quantity: 1, unitPrice: '900' }] },
  });
  await shop.platform.drain();
  // 90 for what was spent, 3 for the visit, 7 from the stamp card and 5 won; what a friend brings waits for a review.
  expect((await staff.one('query ($id: ID!) { member(by: { id: $id }) { points { balance } } }', { id: memberId })).points.balance).toBe(off === 'lottery' ? 100 : 105);
  await staff.ok('mutation ($id: String!) { pluginEnable(id: $id) { userErrors { message } } }', { id: off });
  await DEEDS[off](whole, `${mark}_on`, await join(staff, `${mark}_on`));
});
