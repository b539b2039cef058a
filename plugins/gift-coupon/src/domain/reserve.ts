import { Stores } from '@regulars/brand/contract';
import { type Context, InvalidInputError, InvalidTransitionError, NotFoundError, Problems, readName, reject, seesStore } from '@regulars/plugin-sdk';
import { TILL_HOLD } from '../data/till-hold-name';
import { GiftCouponNotRedeemableError } from '../errors';
import { stateAt } from './coupon-state';
import { namedCoupon, refuseToken } from './find-coupon';
import { reasonsOfCoupon } from './judge';
import { lockSeen } from './locked-coupon';
import { takeQrToken } from './qr-tokens';
import { shownReason } from './redeem';
import { readReservation, reservationText } from './reservation';
import { situationsOf } from './situation';
import { templatesOf } from './template';
import { writeTurns } from './write-steps';

const MAX_REF = 200;
const MAX_SOURCE = 100;
const SHORTEST = 10; // s
const LONGEST = 3_600;

export interface ReservationDraft {
  /** The order's externalId. */
  readonly orderRef: string;
  /** The order's, where that is known. */
  readonly source?: string | null;
  readonly storeCode?: string | null;
  readonly ttlSeconds: number;
}

/** Keeps a coupon for one order: until then nobody else can use it. */
export async function reserveByCode(ctx: Context, text: string, { orderRef, source, storeCode, ttlSeconds }: ReservationDraft): Promise<{ readonly couponId: string }> {
  const problems = new Problems();
  const ref = readName(orderRef, MAX_REF, 'orderRef', problems);
  const ofSource = source == null ? null : readName(source, MAX_SOURCE, 'source', problems);
  const storeId = await readStore(ctx, storeCode, problems);
  if (ref.startsWith(TILL_HOLD)) problems.add('orderRef', { en: `It may not begin with ${TILL_HOLD}.`, 'zh-TW': `不可以 ${TILL_HOLD} 開頭。` });
  if (ttlSeconds < SHORTEST || ttlSeconds > LONGEST) problems.push(new InvalidInputError({ en: `Give ${SHORTEST} to ${LONGEST} seconds.`, 'zh-TW': `請輸入 ${SHORTEST} 到 ${LONGEST} 秒。` }, 'ttlSeconds'));
  problems.throwIfAny();
  const { row: seen, token } = await namedCoupon(ctx, text, 'code');
  const row = await lockSeen(ctx, seen);
  if (token && !(await takeQrToken(ctx, token))) refuseToken('code');
  const template = (await templatesOf(ctx)).ofCoupon(row);
  const situation = (await situationsOf(ctx, [row], null))(row);
  const reasons = reasonsOfCoupon(row, template, ctx.now, situation);
  if (reasons.length > 0) reject(new GiftCouponNotRedeemableError(reasons.map((reason) => shownReason(reason, ctx.language)), 'code'));
  writeTurns(ctx, [{ row, to: 'RESERVED', reason: 'RESERVED', heldUntil: new Date(ctx.now.getTime() + ttlSeconds * 1_000), heldFor: reservationText({ externalId: ref, source: ofSource, storeId }) }]);
  return { couponId: row.id };
}

/** The store that keeps it: whose rights end at one store need not name it. */
async function readStore(ctx: Context, storeCode: string | null | undefined, problems: Problems): Promise<string | null> {
  const code = storeCode?.trim();
  const { storeIds } = ctx.actor;
  if (code) {
    const store = (await ctx.use(Stores).byCode([code])).get(code);
    if (!store || !seesStore(ctx, store.id)) problems.push(new NotFoundError({ en: `There is no store ${code}.`, 'zh-TW': `沒有「${code}」這家門市。` }, 'storeCode'));
    return store?.id ?? null;
  }
  if (storeIds === null) return null;
  if (storeIds.size > 1) problems.add('storeCode', { en: 'Your rights are limited to some stores: name one of them.', 'zh-TW': '您的權限僅限部分門市:請指定其中一家。' });
  return [...storeIds][0] ?? null;
}

/** Gives a coupon back that was reserved at a store of the caller's; what a till's hold keeps comes back with the hold. */
export async function releaseByCode(ctx: Context, text: string): Promise<{ readonly couponId: string }> {
  const { row: seen } = await namedCoupon(ctx, text, 'code');
  const row = await lockSeen(ctx, seen);
  const state = stateAt(row, ctx.now);
  if (state !== 'RESERVED') reject(new InvalidTransitionError({ en: `A coupon that is ${state} is not reserved.`, 'zh-TW': `狀態 ${state},並未保留。` }, state, 'ACTIVE', 'code'));
  const reservation = readReservation(row.held_for);
  if (reservation === null) reject(new InvalidTransitionError({ en: 'A hold of a till keeps it: release the hold.', 'zh-TW': '由結帳保留中,請釋放該保留。' }, state, 'ACTIVE', 'code'));
  if (!seesStore(ctx, reservation.storeId)) reject(new NotFoundError({ en: 'Your stores have reserved no such coupon.', 'zh-TW': '您的門市沒有保留此禮物券。' }, 'code'));
  writeTurns(ctx, [{ row, to: 'ACTIVE', reason: 'RELEASED' }]);
  return { couponId: row.id };
}
