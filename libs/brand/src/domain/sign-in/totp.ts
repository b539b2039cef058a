import { randomBytes } from 'node:crypto';
import { generateSecret, generateURI, verifySync } from 'otplib';

const STEP = 30; // seconds

/** 160 bits in base32, as authenticators take them. */
export const newSecret = (): string => generateSecret();

/** What an authenticator reads from a QR code. */
export const otpauthUrl = (issuer: string, address: string, secret: string): string => generateURI({ issuer, label: address, secret });

/** The step (of 30 seconds since 1970) whose code this is, of the present one and its two neighbours; null for any other code. RFC 6238. */
export function stepOf(secret: string, code: string, now: Date): number | null {
  if (!/^\d{6}$/.test(code)) return null;
  const result = verifySync({ secret, token: code, epoch: Math.floor(now.getTime() / 1000), epochTolerance: STEP });
  return result.valid && 'timeStep' in result ? result.timeStep : null;
}

const ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ'; // nothing that reads like something else
const RECOVERY_CODES = 10;
const RECOVERY_LENGTH = 16; // 78 bits

const character = (): string => {
  for (;;) {
    const value = randomBytes(1)[0] ?? 255;
    if (value < 240) return ALPHABET.charAt(value % 30);
  }
};

/** `XXXX-XXXX-XXXX-XXXX`, for the day the authenticator is lost. */
export const newRecoveryCodes = (): string[] =>
  Array.from({ length: RECOVERY_CODES }, () => Array.from({ length: RECOVERY_LENGTH }, character).join('').replace(/(.{4})(?=.)/g, '$1-'));

/** As it was stored, however it was typed; null for what cannot be one. */
export function readRecoveryCode(text: string): string | null {
  const code = text.toUpperCase().replace(/[^0-9A-Z]/g, '');
  return code.length === RECOVERY_LENGTH ? code : null;
}
