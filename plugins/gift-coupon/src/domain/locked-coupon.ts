import { Members } from '@regulars/member/contract';
import { type Context, NotFoundError, readId, refuseTransition, reject } from '@regulars/plugin-sdk';
import { type CouponRow, couponsById, couponsForUpdate } from '../data/coupon.statements';
import type { State } from '../enums';
import { stateAt } from './coupon-state';
import { COUPON_PREFIX } from './ids';

/** The coupon of a public id, its owner locked before it. */
export async function lockedCoupon(ctx: Context, id: string, path = 'id'): Promise<CouponRow> {
  const uuid = readId(COUPON_PREFIX, id);
  const [seen] = uuid === null ? [] : await ctx.sql(couponsById([uuid]));
  return seen ? lockSeen(ctx, seen) : refuseCoupon(path, id);
}

/** Locks the owner, then the coupon as it was seen. Should it have gone to somebody else meanwhile, all begins anew. */
export async function lockSeen(ctx: Context, seen: CouponRow): Promise<CouponRow> {
  await ctx.use(Members).lock([seen.member_id]);
  const [row] = await ctx.sql(couponsForUpdate([seen.id]));
  if (!row || row.member_id !== seen.member_id) return ctx.restart('The coupon went to another member meanwhile');
  return row;
}

export const refuseCoupon = (path: string, id?: string): never =>
  reject(new NotFoundError({ en: 'There is no such coupon.', 'zh-TW': '沒有此禮物券。' }, path, id));

/** The state it is in, where it is one of these; rejects otherwise. */
export function stateAmong(ctx: Context, row: CouponRow, from: readonly State[], to: State, path = 'id'): State {
  const state = stateAt(row, ctx.now);
  if (from.includes(state)) return state;
  return refuseTransition('A coupon', state, to, path);
}
