import { giveRewards } from '@regulars/member/contract';
import { type Context, groupBy } from '@regulars/plugin-sdk';
import { type CouponRow, insertTransitions } from '../data/coupon.statements';
import { type RedemptionRow, takeUseAgain, usesOfMembers } from '../data/redemption.statements';
import { cancelTransfers } from '../data/transfer.statements';
import type { State } from '../enums';
import { couponsOnOrder } from './coupons-on-order';
import { lapse } from './coupon-state';
import { GiftCouponRedeemed } from './events';
import { reasonsOfOrderCoupons } from './judge';
import { orderNameOf } from './situation';
import { recordSettlements } from './settlement';
import { type Template, templatesOf } from './template';
import { payloadOf, rewardsOf, stateAfter } from './write-redemptions';
import { stepRow } from './write-steps';

/** One that is at a till, or was taken away, stays so; an offer of it is taken back. */
const FREE: readonly State[] = ['ACTIVE', 'EXPIRED', 'TRANSFER_PENDING'];

/**
 * Uses coupons again that came back with orders which are no longer given back, as far as they are there: still their
 * member's, with a use left, within the member's limit, and going with what the order has by now. Answers which were.
 */
export async function redeemAgain(
  ctx: Context, redemptions: readonly RedemptionRow[], rows: readonly CouponRow[], standing: readonly RedemptionRow[],
): Promise<readonly RedemptionRow[]> {
  const templates = await templatesOf(ctx);
  const uses = await ctx.sql(usesOfMembers(redemptions.map(({ member_id }) => member_id), redemptions.map(({ template_id }) => template_id)));
  const used = new Map(uses.map((row) => [`${row.member_id}/${row.template_id}`, [...row.coupon_ids]]));
  const coupons = new Map(rows.map((row) => [row.id, row]));
  const stands = groupBy(standing, orderNameOf);
  const again: RedemptionRow[] = [];
  const taken: { readonly row: CouponRow; readonly template: Template; readonly id: string; readonly at: Date }[] = [];
  for (const one of redemptions) {
    const row = coupons.get(one.coupon_id);
    if (!row || row.member_id !== one.member_id || !isFree(ctx, row)) continue;
    const template = templates.ofCoupon(row);
    const own = used.get(`${one.member_id}/${one.template_id}`) ?? [];
    if (template.perMemberLimit !== null && !own.includes(row.id) && own.length >= template.perMemberLimit) continue;
    const name = orderNameOf(one);
    const others = stands.get(name) ?? [];
    if (!(await goesWith(ctx, row, template, others))) continue;
    coupons.set(row.id, take(ctx, row, one));
    used.set(`${one.member_id}/${one.template_id}`, [...own, row.id]);
    stands.set(name, [...others, one]);
    again.push(one);
    taken.push({ row, template, id: one.id, at: one.at });
  }
  await recordSettlements(ctx, taken.map(({ id, row }) => ({ redemptionId: id, row })));
  await giveRewards(ctx, taken.flatMap((each) => rewardsOf(ctx, each, each.at)));
  return again;
}

const isFree = (ctx: Context, row: CouponRow): boolean => row.used < row.uses && FREE.includes(lapse(row, ctx.now).at(-1)?.to ?? row.state);

async function goesWith(ctx: Context, row: CouponRow, template: Template, others: readonly RedemptionRow[]): Promise<boolean> {
  return others.length === 0 || reasonsOfOrderCoupons(row, template, await couponsOnOrder(ctx, others, false)).length === 0;
}

/** Writes one use, and answers the coupon as it is then. */
function take(ctx: Context, row: CouponRow, { id }: RedemptionRow): CouponRow {
  const steps = lapse(row, ctx.now);
  const from = steps.at(-1)?.to ?? row.state;
  const state = stateAfter(row, steps.at(-1)?.to);
  if (row.state === 'TRANSFER_PENDING') void ctx.sql(cancelTransfers([row.id], ctx.now));
  void ctx.sql(takeUseAgain(id, row.id, state));
  void ctx.sql(insertTransitions(JSON.stringify([...steps.map((step) => stepRow(row.id, step)), stepRow(row.id, { from, to: state, at: ctx.now, reason: 'REDEEMED' }, id)])));
  ctx.emit(GiftCouponRedeemed, payloadOf(row, id), row.member_id);
  return { ...row, state, used: row.used + 1, held_until: null, held_for: null };
}
