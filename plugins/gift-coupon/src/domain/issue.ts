import { type Context, newUuid, publicId } from '@regulars/plugin-sdk';
import { issueCoupons, type IssuedRow } from '../data/coupon.statements';
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
export type Issued = { readonly couponId: string; readonly outcome: IssuedRow['outcome'] | 'OVER' | 'NOT_LIVE' };

/** Gives coupons as far as validity, stock and members' limits go; answers in the order of what was asked. */
export async function issue(ctx: Context, issues: readonly Issue[]): Promise<readonly Issued[]> {
  const rows = issues.map((one, place) => rowOf(ctx, one, place));
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

function announce(ctx: Context, { template, memberId, at }: Issue, couponId: string): void {
  ctx.emit(GiftCouponIssued, { couponId: publicId(COUPON_PREFIX, couponId), templateId: publicId(TEMPLATE_PREFIX, template.id) }, memberId, { at });
}

function rowOf(ctx: Context, { template, memberId, at, reason }: Issue, place: number): { readonly id: string } | 'OVER' | 'NOT_LIVE' {
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
