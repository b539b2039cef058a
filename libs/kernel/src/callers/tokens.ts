import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { publicId } from '@regulars/plugin-sdk';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'; // Crockford's base32: no underscore, nothing that looks like something else

/** What begins a token: what it is can be told at sight, and by scanners for leaked secrets. */
export const TOKEN_PREFIX = { secretKey: 'rk_live', publishableKey: 'rk_pub', access: 'rs_access', refresh: 'rs_refresh' } as const;

const TOKEN = /^(rk_live|rk_pub|rs_access|rs_refresh)_[0-9a-hjkmnp-tv-z]{26}_[0-9a-hjkmnp-tv-z]{52}_[0-9a-hjkmnp-tv-z]{7}$/;
/** Keys of installations that were set up before keys named themselves; nobody makes them any more. */
const FORMER_TOKEN = /^rk_live_[A-Za-z0-9_-]{43}$/;
const CHECKSUM = 7;

function base32(bytes: Buffer): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += ALPHABET.charAt((held >>> (bits - 5)) & 31);
    held &= (1 << bits) - 1;
  }
  return bits > 0 ? text + ALPHABET.charAt((held << (5 - bits)) & 31) : text;
}

function checksum(text: string): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(text));
  return base32(bytes);
}

/** `rk_live_<id>_<256 random bits>_<CRC-32>`: shown to its holder once, never stored. */
export function newToken(prefix: string, id: string): string {
  const body = `${publicId(prefix, id)}_${base32(randomBytes(32))}`;
  return `${body}_${checksum(body)}`;
}

/** Whether it may be one of ours: whoever mistyped or made one up is refused without asking the database. */
export function isWellFormed(token: string): boolean {
  if (TOKEN.test(token)) return checksum(token.slice(0, -CHECKSUM - 1)) === token.slice(-CHECKSUM);
  return FORMER_TOKEN.test(token);
}

/** Whether it may be what somebody who signed in calls with. */
export const isAccessToken = (token: string): boolean => token.startsWith(`${TOKEN_PREFIX.access}_`) && isWellFormed(token);

/** All that is stored of a token. Its 256 bits cannot be guessed, so a plain hash keeps it. */
export const tokenHash = (token: string): Buffer => createHash('sha256').update(token).digest();
