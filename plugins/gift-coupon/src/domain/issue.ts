import { type Context, newUuid, publicId } from '@regulars/plugin-sdk';
import { issueCoupons, type IssuedRow } from '../data/coupon.statements';
import { membersWithOrders } from '../data/redemption.statements';
import { codeIndex, newCode, sealCode } from './codes';
import type { Reason } from './coupon-state';
import { GiftCouponIssued } from './events';
import { COUPON_PREFIX, TEMPLATE_PREFIX } from './ids';
import { periodOf, type Template } from './template';

/** One coupon to be given. */
export interface Issue {
  readonly template: Template;
  /** uuid; the caller holds the member's lock. */
  readonly memberId: string;
  /** When it was deserved: its validity counts from there. */
  readonly at: Date;
  readonly reason: Reason;
}

/** Null where nothing came of it. */
export type Issued = { readonly couponId: string; readonly outcome: IssuedRow['outcome'] | Hindrance };

type Hindrance = 'OVER' | 'NOT_LIVE' | 'NOT_FIRST_ORDER';

/** Gives coupons as far as validity, stock and members' limits go; answers in the order of what was asked. */
export async function issue(ctx: Context, issues: readonly Issue[]): Promise<readonly Issued[]> {
  const buyers = await buyersAmong(ctx, issues.filter(({ template }) => isTrial(template)).map(({ memberId }) => memberId));
  const rows = issues.map((one, place) => (isTrial(one.template) && buyers.has(one.memberId) ? 'NOT_FIRST_ORDER' : rowOf(ctx, one, place)));
  const asked = rows.filter((row) => typeof row !== 'string');
  const written = asked.length === 0 ? [] : await ctx.sql(issueCoupons(JSON.stringify(asked)));
  const outcomes = new Map(written.map(({ id, outcome }) => [id, outcome]));
  return rows.map((row, place) => {
    if (typeof row === 'string') return { couponId: '', outcome: row };
    const outcome = outcomes.get(row.id) ?? 'STOCK';
    if (outcome === 'MADE') announce(ctx, issues[place] as Issue, row.id);
    return { couponId: row.id, outcome };
  });
}

/** It is for who has ordered nothing yet. */
export const isTrial = ({ purpose }: Pick<Template, 'purpose'>): boolean => purpose === 'TRIAL';

/** Those who have an order that counts. */
export const buyersAmong = async (ctx: Context, memberIds: readonly string[]): Promise<ReadonlySet<string>> =>
  new Set(memberIds.length === 0 ? [] : (await ctx.sql(membersWithOrders(memberIds, null, null))).map(({ member_id }) => member_id));

function announce(ctx: Context, { template, memberId, at }: Issue, couponId: string): void {
  ctx.emit(GiftCouponIssued, { couponId: publicId(COUPON_PREFIX, couponId), templateId: publicId(TEMPLATE_PREFIX, template.id) }, memberId, { at });
}

function rowOf(ctx: Context, { template, memberId, at, reason }: Issue, place: number): { readonly id: string } | Hindrance {
  if (template.state !== 'LIVE') return 'NOT_LIVE';
  const period = periodOf(template.validity, at, ctx.brand);
  if (period === null || (period.to !== null && period.to <= ctx.now)) return 'OVER';
  const id = newUuid();
  const code = newCode();
  return Object.assign({ id }, {
    place, template_id: template.id, version: template.version, member_id: memberId, member_limit: template.perMemberLimit, uses: template.usesPerCoupon,
    state: period.from > ctx.now ? 'SCHEDULED' : 'ACTIVE', valid_from: period.from, valid_to: period.to, at, transition_id: newUuid(), reason,
    code_sealed: sealCode(ctx, id, code).toString('hex'), code_index: codeIndex(ctx, code).toString('hex'),
  });
}
