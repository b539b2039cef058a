import { type Statement, statement } from '@regulars/plugin-sdk';
import { nullableArray, plainArray, textArray } from './array-literal';
import type { OrderRow } from './order.statements';

/** A whole row as it is written. */
export interface WrittenOrder extends OrderRow {
  readonly counts: boolean;
  readonly announced: boolean;
}

const ORDER_FIELDS = `id, source, external_id, revision, status, member_id, store_id, channel, placed_at, updated_at, business_date,
  gross, discount, refunded, net, paid_with_points, counts, announced`;
const ORDER_ROWS = `unnest($1::uuid[], $2::text[], $3::text[], $4::int[], $5::text[], $6::uuid[], $7::uuid[], $8::text[], $9::timestamptz[], $10::timestamptz[],
  $11::date[], $12::bigint[], $13::bigint[], $14::bigint[], $15::bigint[], $16::bigint[], $17::boolean[], $18::boolean[]) AS r(${ORDER_FIELDS})`;

const instants = (dates: readonly Date[]): string => plainArray(dates.map((date) => `"${date.toISOString()}"`));

const orderArrays = (rows: readonly WrittenOrder[]): string[] => [
  plainArray(rows.map((row) => row.id)),
  textArray(rows.map((row) => row.source)),
  textArray(rows.map((row) => row.external_id)),
  plainArray(rows.map((row) => row.revision)),
  plainArray(rows.map((row) => row.status)),
  nullableArray(rows.map((row) => row.member_id)),
  nullableArray(rows.map((row) => row.store_id)),
  plainArray(rows.map((row) => row.channel)),
  instants(rows.map((row) => row.placed_at)),
  instants(rows.map((row) => row.updated_at)),
  plainArray(rows.map((row) => row.business_date)),
  plainArray(rows.map((row) => row.gross)),
  plainArray(rows.map((row) => row.discount)),
  plainArray(rows.map((row) => row.refunded)),
  plainArray(rows.map((row) => row.net)),
  plainArray(rows.map((row) => row.paid_with_points)),
  plainArray(rows.map((row) => row.counts)),
  plainArray(rows.map((row) => row.announced)),
];

const insertOrderRows = statement<{ n: number }, string[]>(
  'order.insert-orders',
  `WITH inserted AS (
     INSERT INTO "order"."order" (${ORDER_FIELDS}) SELECT ${ORDER_FIELDS} FROM ${ORDER_ROWS}
     ON CONFLICT (brand_id, source, external_id) DO NOTHING RETURNING 1
   ) SELECT count(*)::int AS n FROM inserted`,
);

/** Answers how many were inserted: fewer when another transaction was first with one of them. */
export const insertOrders = (rows: readonly WrittenOrder[]): Statement<{ n: number }> => insertOrderRows(...orderArrays(rows));

const updateOrderRows = statement<never, string[]>(
  'order.update-orders',
  `UPDATE "order"."order" AS o SET revision = r.revision, status = r.status, member_id = r.member_id, store_id = r.store_id, channel = r.channel,
     placed_at = r.placed_at, updated_at = r.updated_at, business_date = r.business_date, gross = r.gross, discount = r.discount,
     refunded = r.refunded, net = r.net, paid_with_points = r.paid_with_points, counts = r.counts, announced = r.announced
   FROM ${ORDER_ROWS} WHERE o.id = r.id`,
);

export const updateOrders = (rows: readonly WrittenOrder[]): Statement<never> => updateOrderRows(...orderArrays(rows));

const LINE_FIELDS = 'order_id, number, sku, name, category, quantity, refunded_quantity, unit_price, gross, discount, refunded, net, paid_with_points';
const LINE_ROWS = `unnest($1::uuid[], $2::int[], $3::text[], $4::text[], $5::text[], $6::int[], $7::int[], $8::numeric[],
  $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[]) AS r(${LINE_FIELDS})`;

export interface WrittenLine {
  readonly number: number;
  readonly sku: string;
  readonly name: string | null;
  readonly category: string | null;
  readonly quantity: number;
  readonly refundedQuantity: number;
  readonly unitPrice: string;
  readonly gross: bigint;
  readonly discount: bigint;
  readonly refunded: bigint;
  readonly net: bigint;
  readonly paidWithPoints: bigint;
}

/** Lines of one order. */
export interface WrittenLines {
  /** The order's uuid. */
  readonly id: string;
  readonly lines: readonly WrittenLine[];
}

function lineArrays(orders: readonly WrittenLines[]): string[] {
  const lines = orders.flatMap((order) => order.lines);
  return [
    plainArray(orders.flatMap((order) => order.lines.map(() => order.id))),
    plainArray(lines.map((line) => line.number)),
    textArray(lines.map((line) => line.sku)),
    textArray(lines.map((line) => line.name)),
    textArray(lines.map((line) => line.category)),
    plainArray(lines.map((line) => line.quantity)),
    plainArray(lines.map((line) => line.refundedQuantity)),
    plainArray(lines.map((line) => line.unitPrice)),
    plainArray(lines.map((line) => line.gross)),
    plainArray(lines.map((line) => line.discount)),
    plainArray(lines.map((line) => line.refunded)),
    plainArray(lines.map((line) => line.net)),
    plainArray(lines.map((line) => line.paidWithPoints)),
  ];
}

const insertLineRows = statement<never, string[]>(
  'order.insert-lines',
  `INSERT INTO "order".line (${LINE_FIELDS}) SELECT ${LINE_FIELDS} FROM ${LINE_ROWS}`,
);

export const insertLines = (orders: readonly WrittenLines[]): Statement<never> => insertLineRows(...lineArrays(orders));

const upsertLineRows = statement<never, string[]>(
  'order.upsert-lines',
  `INSERT INTO "order".line AS l (${LINE_FIELDS}) SELECT ${LINE_FIELDS} FROM ${LINE_ROWS}
   ON CONFLICT (brand_id, order_id, number) DO UPDATE SET sku = excluded.sku, name = excluded.name, category = excluded.category,
     quantity = excluded.quantity, refunded_quantity = excluded.refunded_quantity, unit_price = excluded.unit_price, gross = excluded.gross,
     discount = excluded.discount, refunded = excluded.refunded, net = excluded.net, paid_with_points = excluded.paid_with_points`,
);

/** Lines of orders that were there: new numbers are added, known ones changed. */
export const upsertLines = (orders: readonly WrittenLines[]): Statement<never> => upsertLineRows(...lineArrays(orders));

const deleteLineRows = statement<never, [orderIds: string, numbers: string]>(
  'order.delete-lines',
  `DELETE FROM "order".line AS l USING unnest($1::uuid[], $2::int[]) AS gone(order_id, number)
   WHERE l.order_id = gone.order_id AND l.number = gone.number`,
);

export const deleteLines = (orders: readonly WrittenLines[]): Statement<never> =>
  deleteLineRows(plainArray(orders.flatMap((order) => order.lines.map(() => order.id))), plainArray(orders.flatMap((order) => order.lines.map((line) => line.number))));
