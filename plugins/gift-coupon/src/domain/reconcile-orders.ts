import { Members } from '@regulars/member/contract';
import type { OrderChange, OrderState } from '@regulars/order/contract';
import { type Context, groupBy } from '@regulars/plugin-sdk';
import { couponsForUpdate } from '../data/coupon.statements';
import { cutDiscounts, lockOrderNames, type OwnedRedemptionRow, type RedemptionRow, redemptionsOfOrders, redemptionsToReconcile } from '../data/redemption.statements';
import { cutsOf, isGivenBack } from './given-back';
import { redeemAgain } from './redeem-again';
import { reverse } from './reverse';
import { settleCut } from './settlement';
import { orderNameKey, orderNameOf } from './situation';
import { templatesOf } from './template';

/** More than this is an import: for what it brings for the first time nobody redeems anything at the same moment. */
const FEW = 100;

/**
 * How a coupon stands follows from how the order stands, as what the order gives does: one whose whole discount was given
 * back is, and is used again when a revision takes that back.
 */
export async function reconcileWithOrders(ctx: Context, changes: readonly OrderChange[]): Promise<void> {
  if ((await templatesOf(ctx)).current.length === 0) return;
  const { due, again, standing } = await lockedPlan(ctx, changes);
  const back = new Set(due.map(({ id }) => id));
  const stays = standing.filter(({ id }) => !back.has(id));
  const orders = ordersByName(changes);
  const taken = due.length + again.length === 0 ? [] : await move(ctx, due, again, stays);
  await cut(ctx, orders, [...stays, ...taken]);
}

/** Answers what is used again. */
async function move(ctx: Context, due: Plan['due'], again: Plan['again'], stays: Plan['standing']): Promise<readonly RedemptionRow[]> {
  const ids = [...new Set([...due, ...again].map(({ coupon_id }) => coupon_id))];
  const rows = await ctx.sql(couponsForUpdate(ids));
  await reverse(ctx, due, rows, 'REVERSED_BY_REFUND');
  if (again.length === 0) return [];
  // Another use of the same coupon may just have come back.
  return redeemAgain(ctx, again, due.length === 0 ? rows : await ctx.sql(couponsForUpdate(ids)), stays);
}

/** What was redeemed just now for an order that is known: as if the order had come after it. Its coupon and its owner are locked. */
export async function reconcileRedemption(ctx: Context, order: OrderState, redemptionId: string): Promise<void> {
  const standing = await ctx.sql(redemptionsOfOrders([order.source], [order.externalId]));
  const back = standing.filter((row) => row.id === redemptionId && isGivenBack(order, row));
  if (back.length > 0) await reverse(ctx, back, await ctx.sql(couponsForUpdate(back.map(({ coupon_id }) => coupon_id))), 'REVERSED_BY_REFUND');
  await cut(ctx, new Map([[orderNameKey(order), order]]), standing.filter((row) => !back.includes(row)));
}

/** All together take off no more than there is of their orders. */
async function cut(ctx: Context, orders: Orders, standing: readonly RedemptionRow[]): Promise<void> {
  const byOrder = groupBy(standing, orderNameOf);
  const cuts = [...orders].flatMap(([name, { gross }]) => cutsOf(gross, byOrder.get(name) ?? []));
  if (cuts.length === 0) return;
  void ctx.sql(cutDiscounts(JSON.stringify(cuts.map(({ id, discount }) => ({ id, discount: String(discount) })))));
  await settleCut(ctx, cuts.map(({ id }) => id));
}

interface Plan {
  readonly standing: readonly OwnedRedemptionRow[];
  /** Of these: what the orders have given back. */
  readonly due: readonly OwnedRedemptionRow[];
  /** What was given back with orders that have it again. */
  readonly again: readonly OwnedRedemptionRow[];
}

/**
 * What is to move, its members locked. The batch has locked those whose orders these are and were; a coupon may be somebody
 * else's. To wait for them here is out of turn: two that wait for each other are undone, and done again.
 */
async function lockedPlan(ctx: Context, changes: readonly OrderChange[]): Promise<Plan> {
  const names = changes.filter(({ before, after }) => changes.length <= FEW || before !== null || after.refunded > 0n || after.status === 'VOIDED').map(({ after }) => orderNameKey(after));
  if (names.length > 0) void ctx.sql(lockOrderNames(names));
  const locked = new Set(changes.flatMap(({ before, after }) => [before?.memberId, after.memberId]));
  const plan = await readPlan(ctx, changes);
  const others = membersOf(plan).filter((id) => !locked.has(id));
  if (others.length === 0) return plan;
  await ctx.use(Members).lock(others);
  const again = await readPlan(ctx, changes);
  if (membersOf(again).some((id) => !locked.has(id) && !others.includes(id))) ctx.restart('A coupon of the order went to another member meanwhile');
  return again;
}

async function readPlan(ctx: Context, changes: readonly OrderChange[]): Promise<Plan> {
  const orders = ordersByName(changes);
  const rows = await ctx.sql(redemptionsToReconcile(changes.map(({ after }) => after.source), changes.map(({ after }) => after.externalId)));
  const isBack = (row: RedemptionRow): boolean => isGivenBack(orders.get(orderNameOf(row)) as OrderState, row);
  const standing = rows.filter(({ reversed_at }) => reversed_at === null);
  return { standing, due: standing.filter(isBack), again: rows.filter((row) => row.reversed_at !== null && !isBack(row)) };
}

type Orders = ReadonlyMap<string, OrderState>;

const ordersByName = (changes: readonly OrderChange[]): Orders => new Map(changes.map(({ after }) => [orderNameKey(after), after]));

/** Who has the coupons, and who was given their rewards. */
const membersOf = ({ due, again }: Plan): readonly string[] => [...new Set([...due, ...again].flatMap(({ owner_id, member_id }) => [owner_id, member_id]))];
