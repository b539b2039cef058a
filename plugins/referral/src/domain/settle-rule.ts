import type { OrderState } from '@regulars/order/contract';
import { businessDateOf, type Context, newUuid, publicId, scaleOf } from '@regulars/plugin-sdk';
import type { EdgeRow } from '../data/edge.statements';
import type { ReferralRule } from '../data/program-terms';
import { countedBeside, nthOrder, type PaidRow, type RewardRow } from '../data/reward.statements';
import { ReferralReversed } from './events';
import { takeBack } from './gifts';
import { PROGRAM_PREFIX, REWARD_PREFIX } from './ids';
import { amountOf, dueAt, isPaidBefore, meets, minNetOf, standsAt, stateOf, windowEnd, withinLimits } from './plays';

export interface Settling {
  readonly edge: EdgeRow;
  readonly chain: readonly EdgeRow[];
  readonly rule: ReferralRule;
  readonly order: OrderState;
  /** What was given for the order, and what these edges gave for a first or nth one. */
  readonly rewards: readonly RewardRow[];
  /** What stays given by edges of the friend that merges have dropped. */
  readonly paid: readonly PaidRow[];
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

/** Rewards of one rule and one edge, as they are from now on: those that are new, and those that changed. Everybody concerned is locked. */
export async function settleRule(ctx: Context, settling: Settling): Promise<readonly RewardRow[]> {
  const { edge, chain, rule, order, rewards } = settling;
  if (rule.on === 'JOIN') return [];
  const standing = rewards.find((reward) => reward.edge_id === edge.id && reward.rule_key === rule.key);
  if (edge.state === 'DROPPED') return standing?.order_id === order.id ? changed(ctx, settling, standing, dueOf(ctx, settling)) : [];
  const due = rule.on === 'NTH_ORDER' ? await dueOfNth(ctx, settling) : dueOf(ctx, settling);
  if (standing) return changed(ctx, settling, standing, due);
  if (!due || due.amount === 0) return [];
  const memberId = rule.to === 'REFEREE' ? edge.referee_id : standsAt(chain, rule.level, due.at);
  if (memberId === undefined) return [];
  const fresh = newReward(edge, rule, memberId, due);
  const amount = await fairAmount(ctx, settling, fresh, due.amount);
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

/** Nothing more of what is paid for already. */
const fairAmount = (ctx: Context, { edge, rule, paid }: Settling, reward: RewardRow, amount: number): Promise<number> =>
  limited(ctx, rule, reward, isPaidBefore(paid, edge, reward) ? Math.min(amount, reward.paid) : amount);

/** A reward that was decided against stays so. */
async function changed(ctx: Context, settling: Settling, before: RewardRow, due: Due | null): Promise<readonly RewardRow[]> {
  const { rule } = settling;
  if (before.state === 'REJECTED') return [];
  const moved: RewardRow = due ? { ...before, order_id: due.orderId, at: due.at, month: due.month, due_at: dueAt(rule, due.at) } : before;
  const fair = due ? await fairAmount(ctx, settling, moved, due.amount) : 0;
  const paid = fair < before.paid ? await takeBack(ctx, before, rule, fair) : before.paid;
  // What could not be taken back stays given.
  const amount = Math.max(fair, paid);
  if (paid < before.paid) {
    ctx.emit(ReferralReversed, { rewardId: publicId(REWARD_PREFIX, before.id), programId: publicId(PROGRAM_PREFIX, before.program_id), amount: before.paid - paid }, before.member_id);
  }
  return [{ ...moved, amount, paid, state: stateOf(amount, paid, before.state) }];
}
