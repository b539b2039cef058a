import type { TestPlatform } from '@regulars/testing';
import { createWholePlatform, join, openShop, type WholeShop } from './support/shop';

const ORDER = `mutation ($input: OrderUpsertInput!, $key: String!) {
  orderUpsert(input: $input, idempotencyKey: $key) {
    order {
      id net { amount } tierAtOrder lines { number net { amount } }
      member { number points { balance pending } tier { tier { code } progress { toNext { have } } } stampCards { stamps program { name } } }
    }
    effects { kind amount summary explanation }
    userErrors { code path message }
  } }`;

let platform: TestPlatform;
let whole: WholeShop;

beforeAll(async () => {
  platform = await createWholePlatform();
  whole = await openShop(platform);
});
afterAll(() => platform.stop());

const order = (externalId: string, memberId: string, unitPrice = '250') => ({
  input: { source: 'pos', externalId, member: { id: memberId }, storeCode: 'S1', placedAt: '2026-01-04T04:00:00Z', lines: [{ number: 1, sku: 'A', quantity: 1, unitPrice }] },
  key: `order-${externalId}`,
});

it('takes an order with points, tier and two stamp cards in four flushes', async () => {
  const { staff } = whole;
  const memberId = await join(staff, 'budget');
  await staff.traffic(ORDER, order('B0', memberId));
  const first = await staff.traffic(ORDER, order('B1', memberId));
  expect(first.data.orderUpsert.effects.map(({ kind, amount }: { kind: string; amount: number }) => [kind, amount])).toEqual([['points', 25], ['stamp-card', 2]]);
  expect(first.flushes).toBe(4);
});

it('takes four flushes for an order that is changed, too', async () => {
  const { staff } = whole;
  const memberId = await join(staff, 'changed');
  await staff.ok(ORDER, order('C1', memberId));
  const { input } = order('C1', memberId);
  const revised = { input: { ...input, revision: 2, updatedAt: '2026-01-04T05:00:00Z', lines: [{ ...input.lines[0], refundedQuantity: 1 }] }, key: 'revised' };
  const { flushes, data } = await staff.traffic(ORDER, revised);
  expect(data.orderUpsert.order.member.points.balance).toBe(0);
  expect(flushes).toBe(4);
});

it('lists fifty members, each with orders, a tier and two cards, with the statements of one', async () => {
  const { staff } = whole;
  for (let index = 0; index < 50; index++) {
    const memberId = await join(staff, `list-${index}`);
    await staff.ok(ORDER, order(`L${index}`, memberId, String(200 + index * 20)));
  }
  const list = `query ($first: Int!) { members(first: $first) { nodes {
    number identities { value } points { balance nextExpiry { points } lots { remaining } entries(first: 2) { nodes { points order { externalId } } } }
    tier { tier { code } progress { toNext { have } } } orders(first: 3) { nodes { externalId effects { kind } lines { sku } store { code } } } stampCards { stamps program { name } } timeline(first: 3) { nodes { type } } } } }`;
  const one = await staff.traffic(list, { first: 1 });
  const fifty = await staff.traffic(list, { first: 50 });
  expect(fifty.data.members.nodes.length).toBe(50);
  expect(new Set(fifty.data.members.nodes.map(({ number }: { number: string }) => number)).size).toBe(50);
  expect(fifty.names).toEqual(one.names);
});
