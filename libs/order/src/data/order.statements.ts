import { statement } from '@regulars/plugin-sdk';
import type { OrderChannel, OrderStatus } from '../enums';

export interface OrderRow {
  readonly id: string;
  readonly source: string;
  readonly external_id: string;
  readonly revision: number;
  readonly status: OrderStatus;
  readonly member_id: string | null;
  readonly store_id: string | null;
  readonly channel: OrderChannel;
  readonly placed_at: Date;
  readonly updated_at: Date;
  readonly business_date: string;
  readonly gross: bigint;
  readonly discount: bigint;
  readonly refunded: bigint;
  readonly net: bigint;
  readonly paid_with_points: bigint;
}

export const ORDER_COLUMNS = `o.id, o.source, o.external_id, o.revision, o.status, o.member_id, o.store_id, o.channel, o.placed_at, o.updated_at,
  o.business_date, o.gross, o.discount, o.refunded, o.net, o.paid_with_points`;

export const ordersByIds = statement<OrderRow, [ids: readonly string[]]>(
  'order.by-ids',
  // One look-up for each, whatever the planner believes about the table: see lock-orders.statements.ts.
  `SELECT o.* FROM unnest($1::uuid[]) AS k(id) CROSS JOIN LATERAL (SELECT ${ORDER_COLUMNS} FROM "order"."order" AS o WHERE o.id = k.id OFFSET 0) AS o`,
);

/** Each looked up by its own name; seen whatever the caller's stores are: for what follows from how an order stands. */
const byName = (columns: string): string =>
  `unnest($1::text[], $2::text[]) AS k(source, external_id) CROSS JOIN LATERAL (
     SELECT ${columns} FROM "order"."order" AS o WHERE o.source = k.source AND o.external_id = k.external_id OFFSET 0) AS o`;

export const ordersByName = statement<OrderRow, [sources: readonly string[], externalIds: readonly string[]]>('order.by-name', `SELECT o.* FROM ${byName(ORDER_COLUMNS)}`, { acrossStores: true });

export const orderIdByKey = statement<{ id: string }, [source: string, externalId: string]>(
  'order.id-by-key',
  'SELECT o.id FROM "order"."order" AS o WHERE o.source = $1 AND o.external_id = $2',
);

export const hasOrders = statement<{ found: boolean }>('order.has-orders', 'SELECT EXISTS (SELECT FROM "order"."order") AS found');

export const ordersOfMemberForExport = statement<OrderRow, [memberId: string]>(
  'order.of-member-for-export',
  `SELECT ${ORDER_COLUMNS} FROM "order"."order" AS o WHERE o.member_id = $1 ORDER BY o.business_date, o.placed_at, o.id`,
);

export interface OrderLineRow {
  readonly order_id: string;
  readonly number: number;
  readonly sku: string;
  readonly name: string | null;
  readonly category: string | null;
  readonly quantity: number;
  readonly refunded_quantity: number;
  readonly unit_price: string;
  readonly gross: bigint;
  readonly discount: bigint;
  readonly refunded: bigint;
  readonly net: bigint;
  readonly paid_with_points: bigint;
}

export const LINE_COLUMNS = `l.order_id, l.number, l.sku, l.name, l.category, l.quantity, l.refunded_quantity, l.unit_price,
  l.gross, l.discount, l.refunded, l.net, l.paid_with_points`;

export const linesOfOrders = statement<OrderLineRow, [orderIds: readonly string[]]>(
  'order.lines-of-orders',
  `SELECT l.* FROM unnest($1::uuid[]) AS k(id) CROSS JOIN LATERAL (SELECT ${LINE_COLUMNS} FROM "order".line AS l WHERE l.order_id = k.id OFFSET 0) AS l
   ORDER BY l.order_id, l.number`,
);

export const linesByName = statement<OrderLineRow, [sources: readonly string[], externalIds: readonly string[]]>(
  'order.lines-by-name',
  `SELECT l.* FROM ${byName('o.id')} CROSS JOIN LATERAL (SELECT ${LINE_COLUMNS} FROM "order".line AS l WHERE l.order_id = o.id OFFSET 0) AS l ORDER BY l.order_id, l.number`,
  { acrossStores: true },
);
