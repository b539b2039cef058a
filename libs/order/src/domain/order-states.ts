import { Stores } from '@regulars/brand/contract';
import type { Context } from '@regulars/plugin-sdk';
import { linesByName, linesOfOrders, type OrderLineRow, ordersByIds, ordersByName, type OrderRow } from '../data/order.statements';
import type { OrderLineState, OrderState } from './order-state';
import { countsAs } from './order-status';

/** The orders as they stand, by uuid; unknown ids are left out. */
export async function readOrderStates(ctx: Context, ids: readonly string[]): Promise<Map<string, OrderState>> {
  const [orders, lines] = await Promise.all([ctx.sql(ordersByIds(ids)), ctx.sql(linesOfOrders(ids))]);
  const states = await statesOf(ctx, orders, lines);
  return new Map(states.map((state) => [state.id, state]));
}

/** The order that its source calls so as it stands, or null: it has not come. For writes: whatever the caller's stores are. */
export async function orderByName(ctx: Context, { source, externalId }: Pick<OrderState, 'source' | 'externalId'>): Promise<OrderState | null> {
  const [orders, lines] = await Promise.all([ctx.sql(ordersByName([source], [externalId])), ctx.sql(linesByName([source], [externalId]))]);
  return (await statesOf(ctx, orders, lines))[0] ?? null;
}

export async function statesOf(ctx: Context, orders: readonly OrderRow[], lines: readonly OrderLineRow[]): Promise<OrderState[]> {
  if (orders.length === 0) return [];
  const storeIds = [...new Set(orders.flatMap((order) => order.store_id ?? []))];
  const stores = storeIds.length > 0 ? await ctx.use(Stores).byIds(storeIds) : new Map<string, { code: string }>();
  const linesByOrder = new Map<string, OrderLineState[]>(orders.map((order) => [order.id, []]));
  for (const line of lines) linesByOrder.get(line.order_id)?.push(lineStateOf(line));
  return orders.map((order) => stateOf(order, stores.get(order.store_id ?? '')?.code ?? null, linesByOrder.get(order.id) ?? []));
}

const stateOf = (row: OrderRow, storeCode: string | null, lines: readonly OrderLineState[]): OrderState => ({
  id: row.id,
  source: row.source,
  externalId: row.external_id,
  revision: row.revision,
  status: row.status,
  memberId: row.member_id,
  storeId: row.store_id,
  storeCode,
  channel: row.channel,
  placedAt: row.placed_at,
  updatedAt: row.updated_at,
  businessDate: row.business_date,
  gross: row.gross,
  discount: row.discount,
  refunded: row.refunded,
  net: row.net,
  paidWithPoints: row.paid_with_points,
  counts: countsAs(row.status, row.net),
  lines,
});

export const lineStateOf = (row: OrderLineRow): OrderLineState => ({
  number: row.number,
  sku: row.sku,
  name: row.name,
  category: row.category,
  quantity: row.quantity,
  refundedQuantity: row.refunded_quantity,
  unitPrice: row.unit_price,
  gross: row.gross,
  discount: row.discount,
  refunded: row.refunded,
  net: row.net,
  paidWithPoints: row.paid_with_points,
});
