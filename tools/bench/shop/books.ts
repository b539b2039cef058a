import { isDeepStrictEqual } from 'node:util';
import { queryAsOwner } from '../../postgres/query-as-owner';

const WRITTEN = `
  SELECT count(*)::int AS orders, coalesce(sum((SELECT count(*) FROM "order".line l WHERE (l.brand_id, l.order_id) = (o.brand_id, o.id))), 0)::int AS lines,
         coalesce(sum((SELECT count(*) FROM points.entry e WHERE (e.brand_id, e.order_id) = (o.brand_id, o.id))), 0)::int AS entries,
         coalesce(sum((SELECT count(*) FROM points.lot t WHERE (t.brand_id, t.order_id) = (o.brand_id, o.id))), 0)::int AS lots
    FROM "order"."order" o WHERE o.external_id LIKE $1 || '%'`;

export interface Written {
  readonly orders: number;
  readonly lines: number;
  readonly entries: number;
  readonly lots: number;
}

const WRONG_BALANCES = `
  SELECT count(*)::int AS n FROM points.wallet w
   WHERE w.total <> (SELECT coalesce(sum(remaining), 0) FROM points.lot t WHERE (t.brand_id, t.member_id) = (w.brand_id, w.member_id))`;

/** What an order of the shop's members leaves. */
export const ordersOfMembers = (orders: number): Written => ({ orders, lines: 3 * orders, entries: orders, lots: orders });

/** Throws unless the books hold exactly this of the orders whose external ids begin with `prefix`. */
export async function checkOrders(ownerUrl: string, prefix: string, wanted: Written): Promise<void> {
  const [written] = await queryAsOwner<Written>(ownerUrl, WRITTEN, [prefix]);
  if (!isDeepStrictEqual({ ...written }, wanted)) throw new Error(`Of the orders ${prefix}… the books hold ${JSON.stringify(written)} where ${JSON.stringify(wanted)} were answered`);
}

/** Throws unless every balance equals the member's lots. */
export async function checkBalances(ownerUrl: string): Promise<void> {
  const [wrong] = await queryAsOwner<{ n: number }>(ownerUrl, WRONG_BALANCES);
  if (wrong?.n !== 0) throw new Error(`${wrong?.n} balances differ from their lots`);
}
