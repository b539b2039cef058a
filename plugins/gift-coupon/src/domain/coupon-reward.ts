import type { RewardKindOf, RewardReceipt } from '@regulars/member/contract';
import { type Context, readId, WHOLE_BP } from '@regulars/plugin-sdk';
import { z } from 'zod';
import { type CouponRow, couponsForUpdate } from '../data/coupon.statements';
import { stateAt } from './coupon-state';
import { TEMPLATE_PREFIX } from './ids';
import { issue, type Issue } from './issue';
import { revokeCoupons } from './revoke';
import { type Template, templatesOf } from './template';

const MOST = 10;

const spec = z.strictObject({
  /** Code or id of a template. */
  template: z.string().min(1).max(100),
  quantity: z.int().min(1).max(MOST).default(1),
});

type CouponSpec = z.infer<typeof spec>;

/** Of coupons nothing came of: none was left, or none may be issued any more. */
const NOTHING = 'none';

const idsOf = (receiptKey: string): readonly string[] => (receiptKey === NOTHING ? [] : receiptKey.split(','));

async function templateNamed(ctx: Context): Promise<(name: string) => Template | null> {
  const templates = await templatesOf(ctx);
  return (name) => templates.byCode(name) ?? templates.byId(readId(TEMPLATE_PREFIX, name) ?? '');
}

/**
 * Coupons as something to give: by tiers, stamp cards, other coupons. Whoever gives is not held up: where no coupon is left,
 * or the template gives none any more, nothing comes of it.
 */
export const couponReward: RewardKindOf<CouponSpec> = {
  kind: 'gift-coupon',
  spec,
  describe: ({ template, quantity }) => ({ en: `${quantity} × coupon ${template}`, 'zh-TW': `禮物券 ${template} × ${quantity}` }),
  async grant(ctx, grants) {
    const named = await templateNamed(ctx);
    const issues = grants.flatMap(({ spec: { template: name, quantity }, memberId, at }, grant): (Issue & { readonly grant: number })[] => {
      const template = named(name);
      return template ? Array.from({ length: quantity }, () => ({ template, memberId, at, reason: 'ISSUED_AS_REWARD' as const, grant })) : [];
    });
    const issued = await issue(ctx, issues);
    return grants.map((_, grant) => {
      const ids = issues.flatMap((one, place) => (one.grant === grant && issued[place]?.outcome === 'MADE' ? [issued[place].couponId] : []));
      return { receiptKey: ids.join(',') || NOTHING };
    });
  },
  async revoke(ctx, receipts, portionBp) {
    const ids = receipts.flatMap(({ receiptKey }) => idsOf(receiptKey));
    if (ids.length === 0) return;
    const rows = new Map((await ctx.sql(couponsForUpdate(ids))).map((row) => [row.id, row]));
    revokeCoupons(ctx, receipts.flatMap((receipt) => dueOf(ctx, receipt, rows, portionBp)), 'REWARD_TAKEN_BACK');
  },
  /** Any of its coupons was used, is at a till to be used, or was given to somebody else. */
  async used(ctx, receipts) {
    const ids = receipts.flatMap(({ receiptKey }) => idsOf(receiptKey));
    if (ids.length === 0) return [];
    const rows = new Map((await ctx.sql(couponsForUpdate(ids))).map((row) => [row.id, row]));
    return receipts.filter(({ receiptKey, memberId }) => idsOf(receiptKey).flatMap((id) => rows.get(id) ?? []).some((row) => isSpent(ctx, row, memberId))).map(({ id }) => id);
  },
};

/** Used, as good as used while it is kept for a sale, or somebody else's. */
export const isSpent = (ctx: Context, row: CouponRow, memberId: string): boolean => row.used > 0 || row.member_id !== memberId || stateAt(row, ctx.now) === 'RESERVED';

/** What can be taken back: also what is offered to somebody who has not accepted, or an offer would save it. */
export const isFree = (ctx: Context, row: CouponRow, memberId: string): boolean =>
  !isSpent(ctx, row, memberId) && ['SCHEDULED', 'ACTIVE', 'TRANSFER_PENDING'].includes(stateAt(row, ctx.now));

/** So many as make up the portion, as far as they are free. */
function dueOf(ctx: Context, { receiptKey, memberId, revokedBp }: RewardReceipt<CouponSpec>, rows: ReadonlyMap<string, CouponRow>, portionBp: number): CouponRow[] {
  const ids = idsOf(receiptKey);
  const due = Math.floor((ids.length * portionBp) / WHOLE_BP) - Math.floor((ids.length * revokedBp) / WHOLE_BP);
  return ids.flatMap((id) => rows.get(id) ?? []).filter((row) => isFree(ctx, row, memberId)).slice(0, due);
}
