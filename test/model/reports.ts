import { readId } from '@regulars/plugin-sdk';
import type { TestPlatform } from '@regulars/testing';
import type { Town } from './town';

/** What reports are made of, as far as it is about a member. */
export async function reportsOf(platform: TestPlatform, memberId: string): Promise<object> {
  const [row] = await platform.rows(`
    SELECT
      (SELECT sum(net)::text FROM "order".order_fact WHERE member_id = $1 AND counts) AS net,
      (SELECT count(*)::int FROM "order".order_fact WHERE member_id = $1 AND counts) AS orders,
      (SELECT COALESCE(sum(points), 0)::int FROM points.accrual_fact WHERE member_id = $1) AS accrued,
      (SELECT COALESCE(sum(points), 0)::int FROM points.liability WHERE member_id = $1) AS liability`, [readId('mbr', memberId)]);
  return row as object;
}

/** What can be spent now. */
export async function spendable(town: Town, id: string): Promise<number> {
  const { points } = await town.staff.one('query ($id: ID!) { member(by: { id: $id }) { points { balance held } } }', { id });
  return points.balance - points.held;
}

/** What offers took off each line of an order. */
export async function discountsOf(town: Town, id: string): Promise<readonly number[]> {
  const { lines } = await town.staff.one('query ($id: ID!) { order(id: $id) { lines { number discount { amount } } } }', { id });
  return (lines as readonly { readonly number: number; readonly discount: { readonly amount: string } }[]).slice().sort((a, b) => a.number - b.number).map(({ discount }) => Number(discount.amount));
}
