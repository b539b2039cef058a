import { MemberStatus } from '@regulars/member/contract';
import type { Context } from '@regulars/plugin-sdk';
import { lockedLines, lockMembers, lockOrders } from '../data/lock-orders.statements';
import { compareKeys, orderKey } from './order-key';
import type { OrderState } from './order-state';
import { statesOf } from './order-states';
import type { PreparedOrder } from './prepare-orders';

/** An order as the database has it. */
export interface KnownOrder {
  readonly state: OrderState;
  /** The log has told that it was paid. */
  readonly announced: boolean;
}

export interface LockedBatch {
  readonly known: ReadonlyMap<string, KnownOrder>;
  /** The member of a prepared order by its place in the batch; absent when the key is nobody's. */
  readonly members: ReadonlyMap<number, string>;
  /** Status by member, of all that are locked. */
  readonly statuses: ReadonlyMap<string, string>;
}

const GONE: ReadonlySet<string | null> = new Set([MemberStatus.MERGED, MemberStatus.ERASED]);

/**
 * Locks whoever the batch is about, then reads its orders as those before us left them; one flush. Members come
 * first and in id order, orders by their keys, so that two batches never wait for each other.
 */
export async function lockBatch(ctx: Context, prepared: readonly PreparedOrder[]): Promise<LockedBatch> {
  const orders = [...new Map(prepared.map(({ content }) => [orderKey(content), content])).values()].sort(compareKeys);
  const keyed = prepared.filter((order) => order.memberKey !== null);
  const [memberRows, orderRows, lineRows] = await Promise.all([
    ctx.sql(lockMembers(keyed.map((order) => order.memberKey as object), orders)),
    ctx.sql(lockOrders(orders)),
    ctx.sql(lockedLines(orders)),
  ]);
  const members = new Map<number, string>();
  const statuses = new Map<string, string>();
  for (const { key_index, member_id, status } of memberRows) {
    if (member_id === null || status === null) continue;
    statuses.set(member_id, status);
    const order = keyed[key_index];
    if (order && !GONE.has(status)) members.set(order.index, member_id);
  }
  // Between the look at whose an order is and the lock on it, the order may have gone to another member.
  if (orderRows.some((row) => row.member_id !== null && !statuses.has(row.member_id))) ctx.restart('an order changed its member meanwhile');
  const announced = new Map(orderRows.map((row) => [row.id, row.announced]));
  const states = await statesOf(ctx, orderRows, lineRows);
  const known = new Map(states.map((state) => [orderKey(state), { state, announced: announced.get(state.id) ?? false }]));
  return { known, members, statuses };
}
