import type { OrderState } from '@regulars/order/contract';
import { businessDateOf, type Context, newUuid, publicId, scaleOf } from '@regulars/plugin-sdk';
import type { EdgeRow } from '../data/edge.statements';
import type { ReferralRule } from '../data/program-terms';
import { countedBeside, nthOrder, type RewardRow } from '../data/reward.statements';
import { ReferralReversed } from './events';
import { takeBack } from './gifts';
import { PROGRAM_PREFIX, REWARD_PREFIX } from './ids';
import { amountOf, dueAt, meets, minNetOf, stateOf, windowEnd, withinLimits } from './plays';

export interface Settling {
  readonly edge: EdgeRow;
  readonly above: readonly string[];
  readonly order: OrderState;
  readonly rule: ReferralRule;
}

/** What a rule pays for, as it stands. */
interface Due {
  readonly occasion: string;
  readonly orderId: string;
  readonly at: Date;
  readonly month: string;
  readonly amount: number;
}

const monthOf = (businessDate: string): string => `${businessDate.slice(0, 7)}-01`;

/** Rewards of one rule and one edge, as they are from now on: those that are new, and those that changed. Everybody concerned is locked. `given`: for the order, and of these edges. */
export async function settleRule(ctx: Context, settling: Settling, given: readonly RewardRow[]): Promise<readonly RewardRow[]> {
  const { edge, rule, above, order } = settling;
  if (rule.on === 'JOIN') return [];
  const standing = given.find((reward) => reward.edge_id === edge.id && reward.rule_key === rule.key);
  if (edge.state === 'DROPPED') return standing?.order_id === order.id ? changed(ctx, rule, standing, dueOf(ctx, settling)) : [];
  const due = rule.on === 'NTH_ORDER' ? await dueOfNth(ctx, settling) : dueOf(ctx, settling);
  if (standing) return changed(ctx, rule, standing, due);
  const memberId = rule.to === 'REFEREE' ? edge.referee_id : above[rule.level - 1];
  if (memberId === undefined || !due || due.amount === 0) return [];
  // By who was brought twice, before a merge, an order is not paid for twice.
  if (given.some((other) => other.edge_id !== edge.id && other.program_id === edge.program_id && other.order_id === due.orderId && other.paid > 0)) return [];
  const fresh = newReward(edge, rule, memberId, due);
  const amount = await limited(ctx, rule, fresh, due.amount);
  return amount === 0 ? [] : [{ ...fresh, amount }];
}

export const newReward = (edge: Pick<EdgeRow, 'id' | 'program_id' | 'version'>, rule: ReferralRule, memberId: string, due: Due | JoinDue): RewardRow => ({
  id: newUuid(), edge_id: edge.id, program_id: edge.program_id, version: edge.version, rule_key: rule.key, level: rule.level, member_id: memberId,
  occasion: due.occasion, order_id: due.orderId, at: due.at, month: due.month, amount: due.amount, paid: 0, gifts: 0, state: 'PENDING', reason: null, due_at: dueAt(rule, due.at),
});

export type JoinDue = Omit<Due, 'orderId'> & { readonly orderId: null };

export const joinDue = (ctx: Context): JoinDue => ({ occasion: 'join', orderId: null, at: ctx.now, month: monthOf(businessDateOf(ctx.now, ctx.brand)), amount: 1 });

/** By the order itself. Of a dropped edge whoever has it counts: the friend may be another by now. */
function dueOf(ctx: Context, { edge, order, rule }: Settling): Due | null {
  const scale = scaleOf(ctx.brand.currency);
  const isTheirs = edge.state === 'DROPPED' || order.memberId === edge.referee_id;
  if (!isTheirs || !meets(rule, order, edge.bound_at, scale)) return null;
  return { occasion: order.id, orderId: order.id, at: order.placedAt, month: monthOf(order.businessDate), amount: amountOf(rule, order.net, scale) };
}

async function dueOfNth(ctx: Context, { edge, rule }: Settling): Promise<Due | null> {
  const scale = scaleOf(ctx.brand.currency);
  const [order] = await ctx.sql(nthOrder(edge.referee_id, edge.bound_at, windowEnd(rule, edge.bound_at), minNetOf(rule, scale), rule.nth));
  return order ? { occasion: 'nth', orderId: order.order_id, at: order.placed_at, month: monthOf(order.business_date), amount: amountOf(rule, order.net, scale) } : null;
}

/** As far as the rule's limits go. */
export async function limited(ctx: Context, rule: ReferralRule, { program_id, member_id, month, edge_id, occasion }: RewardRow, amount: number): Promise<number> {
  if (rule.mostPerMonth === null && rule.mostPerReferee === null) return amount;
  const [counted] = await ctx.sql(countedBeside(program_id, rule.key, member_id, month, edge_id, occasion));
  return withinLimits(rule, amount, { ofMonth: Number(counted?.of_month ?? 0), ofReferee: Number(counted?.of_referee ?? 0) });
}

/** A reward that was decided against stays so. */
async function changed(ctx: Context, rule: ReferralRule, before: RewardRow, due: Due | null): Promise<readonly RewardRow[]> {
  if (before.state === 'REJECTED') return [];
  const moved: RewardRow = due ? { ...before, order_id: due.orderId, at: due.at, month: due.month, due_at: dueAt(rule, due.at) } : before;
  const fair = due ? await limited(ctx, rule, moved, due.amount) : 0;
  const paid = fair < before.paid ? await takeBack(ctx, before, rule, fair) : before.paid;
  // What could not be taken back stays given.
  const amount = Math.max(fair, paid);
  if (paid < before.paid) {
    ctx.emit(ReferralReversed, { rewardId: publicId(REWARD_PREFIX, before.id), programId: publicId(PROGRAM_PREFIX, before.program_id), amount: before.paid - paid }, before.member_id);
  }
  return [{ ...moved, amount, paid, state: stateOf(amount, paid, before.state) }];
}
