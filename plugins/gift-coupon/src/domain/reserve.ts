import { type Context, InvalidInputError, InvalidTransitionError, Problems, readName, reject } from '@regulars/plugin-sdk';
import { TILL_HOLD } from '../data/till-hold-name';
import { GiftCouponNotRedeemableError } from '../errors';
import { stateAt } from './coupon-state';
import { namedCoupon, refuseToken } from './find-coupon';
import { reasonsOfCoupon } from './judge';
import { lockSeen } from './locked-coupon';
import { takeQrToken } from './qr-tokens';
import { shownReason } from './redeem';
import { situationsOf } from './situation';
import { templatesOf } from './template';
import { writeTurns } from './write-steps';

const MAX_REF = 200;
const SHORTEST = 10; // s
const LONGEST = 3_600;

/** Keeps a coupon for one order, by its externalId: until then nobody else can use it. */
export async function reserveByCode(ctx: Context, text: string, orderRef: string, ttlSeconds: number): Promise<{ readonly couponId: string }> {
  const problems = new Problems();
  const ref = readName(orderRef, MAX_REF, 'orderRef', problems);
  if (ref.startsWith(TILL_HOLD)) problems.add('orderRef', { en: `It may not begin with ${TILL_HOLD}.`, 'zh-TW': `不可以 ${TILL_HOLD} 開頭。` });
  if (ttlSeconds < SHORTEST || ttlSeconds > LONGEST) problems.push(new InvalidInputError({ en: `Give ${SHORTEST} to ${LONGEST} seconds.`, 'zh-TW': `請輸入 ${SHORTEST} 到 ${LONGEST} 秒。` }, 'ttlSeconds'));
  problems.throwIfAny();
  const { row: seen, token } = await namedCoupon(ctx, text, 'code');
  const row = await lockSeen(ctx, seen);
  if (token && !(await takeQrToken(ctx, token))) refuseToken('code');
  const template = (await templatesOf(ctx)).ofCoupon(row);
  const situation = (await situationsOf(ctx, [row], null, null))(row);
  const reasons = reasonsOfCoupon(row, template, ctx.now, situation);
  if (reasons.length > 0) reject(new GiftCouponNotRedeemableError(reasons.map((reason) => shownReason(reason, ctx.language)), 'code'));
  writeTurns(ctx, [{ row, to: 'RESERVED', reason: 'RESERVED', heldUntil: new Date(ctx.now.getTime() + ttlSeconds * 1_000), heldFor: ref }]);
  return { couponId: row.id };
}

/** Gives a coupon back that was reserved; what a till's hold keeps comes back with the hold. */
export async function releaseByCode(ctx: Context, text: string): Promise<{ readonly couponId: string }> {
  const { row: seen } = await namedCoupon(ctx, text, 'code');
  const row = await lockSeen(ctx, seen);
  const state = stateAt(row, ctx.now);
  if (state !== 'RESERVED') reject(new InvalidTransitionError({ en: `A coupon that is ${state} is not reserved.`, 'zh-TW': `狀態 ${state},並未保留。` }, state, 'ACTIVE', 'code'));
  if (row.held_for?.startsWith(TILL_HOLD)) reject(new InvalidTransitionError({ en: 'A hold of a till keeps it: release the hold.', 'zh-TW': '由結帳保留中,請釋放該保留。' }, state, 'ACTIVE', 'code'));
  writeTurns(ctx, [{ row, to: 'ACTIVE', reason: 'RELEASED' }]);
  return { couponId: row.id };
}
