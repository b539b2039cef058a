import { CURRENT_BRAND, instantArray, plainArray, rowsOf, type Statement, statement, textArray } from '@regulars/plugin-sdk';
import type { OrderRow } from './order.statements';

/** A whole row as it is written. */
export interface WrittenOrder extends OrderRow {
  readonly counts: boolean;
  readonly announced: boolean;
}

const ORDER_FIELDS = `id, source, external_id, revision, status, member_id, store_id, channel, placed_at, updated_at, business_date,
  gross, discount, refunded, net, paid_with_points, counts, announced`;
const ORDER_ROWS = rowsOf(`id uuid, source text, external_id text, revision int, status text, member_id uuid, store_id uuid, channel text,
  placed_at timestamptz, updated_at timestamptz, business_date date, gross bigint, discount bigint, refunded bigint, net bigint,
  paid_with_points bigint, counts boolean, announced boolean`);

const orderArrays = (rows: readonly WrittenOrder[]): string[] => [
  plainArray(rows.map((row) => row.id)),
  textArray(rows.map((row) => row.source)),
  textArray(rows.map((row) => row.external_id)),
  plainArray(rows.map((row) => row.revision)),
  plainArray(rows.map((row) => row.status)),
  plainArray(rows.map((row) => row.member_id)),
  plainArray(rows.map((row) => row.store_id)),
  plainArray(rows.map((row) => row.channel)),
  instantArray(rows.map((row) => row.placed_at)),
  instantArray(rows.map((row) => row.updated_at)),
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
     INSERT INTO "order"."order" (brand_id, ${ORDER_FIELDS}) SELECT ${CURRENT_BRAND}, ${ORDER_FIELDS} FROM ${ORDER_ROWS}
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

const OWN_LINE_FIELDS = 'number, sku, name, category, quantity, refunded_quantity, unit_price, gross, discount, refunded, net, paid_with_points';
const LINE_FIELDS = `order_id, ${OWN_LINE_FIELDS}`;
const LINE_ROWS = rowsOf(`place int, number int, sku text, name text, category text, quantity int, refunded_quantity int, unit_price numeric,
  gross bigint, discount bigint, refunded bigint, net bigint, paid_with_points bigint`, 2);
/** The orders' ids stand in $1, and with each line the place of its own there: a uuid for each line would be a third of all that is sent. */
const LINES = `SELECT ${CURRENT_BRAND}, ($1::uuid[])[r.place], ${OWN_LINE_FIELDS} FROM ${LINE_ROWS}`;

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
    plainArray(orders.map((order) => order.id)),
    plainArray(orders.flatMap((order, index) => order.lines.map(() => index + 1))),
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
  `INSERT INTO "order".line (brand_id, ${LINE_FIELDS}) ${LINES}`,
);

export const insertLines = (orders: readonly WrittenLines[]): Statement<never> => insertLineRows(...lineArrays(orders));

const upsertLineRows = statement<never, string[]>(
  'order.upsert-lines',
  `INSERT INTO "order".line AS l (brand_id, ${LINE_FIELDS}) ${LINES}
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
