import { randomBytes } from 'node:crypto';
import { base32Of, type CipherPlace, type Context, PersonalData } from '@regulars/plugin-sdk';

/**
 * Whoever knows a code can use the coupon. It therefore stands nowhere in clear, as a card's number does not: sealed,
 * to be shown, and as a keyed hash, to be found.
 */

/** Crockford's base32: nobody takes one character for another, whatever is printed. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 16;

/** 80 random bits. */
export const newCode = (): string => base32Of(randomBytes(LENGTH)).toUpperCase();

/** As it is printed: in groups of four. */
export const printedCode = (code: string): string => (code.match(/.{4}/g) ?? []).join('-');

/** A code as somebody typed it, or null when it can be none. */
export function readCode(text: string): string | null {
  const code = text.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  return code.length === LENGTH && [...code].every((character) => ALPHABET.includes(character)) ? code : null;
}

export const codeIndex = (ctx: Context, code: string): Buffer => ctx.use(PersonalData).blindIndex('gift-coupon', code);

const placeOf = (couponId: string): CipherPlace => ({ table: 'gift_coupon.coupon_code', column: 'code_sealed', row: couponId });

export const sealCode = (ctx: Context, couponId: string, code: string): Buffer => ctx.use(PersonalData).seal(code, placeOf(couponId));

export const openCode = (ctx: Context, couponId: string, sealed: Buffer): string => ctx.use(PersonalData).open(sealed, placeOf(couponId));
