import { type Statement, statement, textArray } from '@regulars/plugin-sdk';
import { LINE_COLUMNS, ORDER_COLUMNS, type OrderLineRow, type OrderRow } from './order.statements';

/** How a source names its orders. */
export interface OrderKey {
  readonly source: string;
  readonly externalId: string;
}

export interface LockedMemberRow {
  /** Index of the key; -1 for a member that one of the orders has now. */
  readonly key_index: number;
  readonly member_id: string | null;
  readonly status: string | null;
}

export interface LockedOrderRow extends OrderRow {
  readonly announced: boolean;
}

/**
 * The orders of these keys, each looked up by its own. OFFSET 0 (a row lock does the same) keeps the planner from
 * making a join of it: while it knows nothing about a young table it takes a brand for a handful of rows, and would
 * read all of the brand's orders to find one.
 */
const knownOrders = (first: number, columns: string, end = 'OFFSET 0'): string =>
  `unnest($${first}::text[], $${first + 1}::text[]) AS k(source, external_id) CROSS JOIN LATERAL (
     SELECT ${columns} FROM "order"."order" AS o WHERE o.source = k.source AND o.external_id = k.external_id ${end}
   ) AS o`;

const arrays = (keys: readonly OrderKey[]): [string, string] => [textArray(keys.map((key) => key.source)), textArray(keys.map((key) => key.externalId))];

const lockMemberRows = statement<LockedMemberRow, [memberKeys: string, sources: string, externalIds: string]>(
  'order.lock-members',
  `SELECT l.key_index, l.member_id, l.status FROM member.lock_members($1::jsonb, COALESCE((
     SELECT array_agg(DISTINCT o.member_id) FROM ${knownOrders(2, 'o.member_id')} WHERE o.member_id IS NOT NULL
   ), '{}')) AS l`,
);

/** Locks, in id order, the members that the keys stand for and those whose orders these are. */
export const lockMembers = (memberKeys: readonly object[], orders: readonly OrderKey[]): Statement<LockedMemberRow> =>
  lockMemberRows(JSON.stringify(memberKeys), ...arrays(orders));

const lockOrderRows = statement<LockedOrderRow, [sources: string, externalIds: string]>(
  'order.lock-orders',
  `SELECT o.* FROM ${knownOrders(1, `${ORDER_COLUMNS}, o.announced`, 'FOR NO KEY UPDATE')}`,
);

/**
 * Locks the orders, in the order in which they are given. Sent behind `lockMembers`, it sees what those who held
 * the members' locks before have left; of a guest's order it is the only lock.
 */
export const lockOrders = (orders: readonly OrderKey[]): Statement<LockedOrderRow> => lockOrderRows(...arrays(orders));

const lockedLineRows = statement<OrderLineRow, [sources: string, externalIds: string]>(
  'order.locked-lines',
  `SELECT l.* FROM ${knownOrders(1, 'o.id')} CROSS JOIN LATERAL (
     SELECT ${LINE_COLUMNS} FROM "order".line AS l WHERE l.order_id = o.id OFFSET 0
   ) AS l ORDER BY l.order_id, l.number`,
);

/** Sent behind `lockOrders`. */
export const lockedLines = (orders: readonly OrderKey[]): Statement<OrderLineRow> => lockedLineRows(...arrays(orders));
