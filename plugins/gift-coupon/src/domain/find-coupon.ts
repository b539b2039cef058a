import { type Context, reject } from '@regulars/plugin-sdk';
import { type CouponRow, couponsByCode, couponsById } from '../data/coupon.statements';
import { GiftCouponTokenInvalidError } from '../errors';
import { codeIndex, readCode } from './codes';
import { countGuess, refuseGuesser } from './guess-limit';
import { refuseCoupon } from './locked-coupon';
import { isTokenOf, type QrToken, readQrToken } from './qr-tokens';

export interface Named {
  readonly row: CouponRow;
  /** What named it, where that was no code. */
  readonly token: QrToken | null;
}

/** The coupon a code or a live token names, not locked; null for what names none. Rejects a token that holds no more. */
export async function findNamed(ctx: Context, text: string, path: string): Promise<Named | null> {
  refuseGuesser(ctx, path);
  const code = readCode(text);
  if (code !== null) {
    const [row] = await ctx.sql(couponsByCode([codeIndex(ctx, code)]));
    if (!row) await countGuess(ctx, code, path);
    return row ? { row, token: null } : null;
  }
  const token = readQrToken(ctx, text);
  if (!token) {
    await countGuess(ctx, text, path);
    return null;
  }
  if (token.expiresAt <= ctx.now) refuseToken(path);
  const [row] = await ctx.sql(couponsById([token.couponId]));
  if (row && !isTokenOf(token, row)) refuseToken(path);
  return row ? { row, token } : null;
}

export const namedCoupon = async (ctx: Context, text: string, path: string): Promise<Named> => (await findNamed(ctx, text, path)) ?? refuseCoupon(path);

export const refuseToken = (path: string): never =>
  reject(new GiftCouponTokenInvalidError({ en: 'The code on the screen has expired or was used: show a new one.', 'zh-TW': '條碼已過期或已使用,請重新出示。' }, path));
