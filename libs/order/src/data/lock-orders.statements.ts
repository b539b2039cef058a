import { type Statement, statement } from '@regulars/plugin-sdk';
import { textArray } from './array-literal';
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

const KEYS = (first: number) => `unnest($${first}::text[], $${first + 1}::text[]) AS k(source, external_id)`;

const arrays = (keys: readonly OrderKey[]): [string, string] => [textArray(keys.map((key) => key.source)), textArray(keys.map((key) => key.externalId))];

const lockMemberRows = statement<LockedMemberRow, [memberKeys: string, sources: string, externalIds: string]>(
  'order.lock-members',
  `SELECT l.key_index, l.member_id, l.status FROM member.lock_members($1::jsonb, COALESCE((
     SELECT array_agg(DISTINCT o.member_id) FROM ${KEYS(2)} JOIN "order"."order" AS o USING (source, external_id) WHERE o.member_id IS NOT NULL
   ), '{}')) AS l`,
);

/** Locks, in id order, the members that the keys stand for and those whose orders these are. */
export const lockMembers = (memberKeys: readonly object[], orders: readonly OrderKey[]): Statement<LockedMemberRow> =>
  lockMemberRows(JSON.stringify(memberKeys), ...arrays(orders));

const lockOrderRows = statement<LockedOrderRow, [sources: string, externalIds: string]>(
  'order.lock-orders',
  `SELECT ${ORDER_COLUMNS}, o.announced FROM ${KEYS(1)} JOIN "order"."order" AS o USING (source, external_id) ORDER BY o.id FOR NO KEY UPDATE OF o`,
);

/** Sent behind `lockMembers`: sees what those who held the members' locks before have left. A guest's order is locked here. */
export const lockOrders = (orders: readonly OrderKey[]): Statement<LockedOrderRow> => lockOrderRows(...arrays(orders));

const lockedLineRows = statement<OrderLineRow, [sources: string, externalIds: string]>(
  'order.locked-lines',
  `SELECT ${LINE_COLUMNS} FROM ${KEYS(1)} JOIN "order"."order" AS o USING (source, external_id) JOIN "order".line AS l ON l.order_id = o.id
   ORDER BY l.order_id, l.number`,
);

/** Sent behind `lockOrders`. */
export const lockedLines = (orders: readonly OrderKey[]): Statement<OrderLineRow> => lockedLineRows(...arrays(orders));
