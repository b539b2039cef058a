import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'; // Crockford's base32: no i, l, o, u
const VALUE = new Map([...ALPHABET].map((character, value) => [character, BigInt(value)]));
const LENGTH = 26;
const UUID_SPACE = 1n << 128n;

// Random bytes are drawn for many uuids at once: an import makes tens of thousands.
const pool = new Uint8Array(4096);
let drawn = pool.length;
let last = 0;
let serial = 0;

/** Before every id, where something is read page by page; and the id of nothing. */
export const NIL_UUID = '00000000-0000-0000-0000-000000000000';

/** A new UUIDv7: sorts by the time it was made, and within one process by order of making. */
export function newUuid(): string {
  if (drawn === pool.length) {
    randomFillSync(pool);
    drawn = 0;
  }
  const random = pool.slice(drawn, (drawn += 16));
  const now = Date.now();
  if (now > last) {
    last = now;
    // Half of the range is left to count on in.
    serial = new DataView(random.buffer).getUint32(6) >>> 1;
  } else {
    serial = (serial + 1) >>> 0;
    if (serial === 0) last++;
  }
  return v7({ random, msecs: last, seq: serial });
}

const digit = (value: number): string => ALPHABET.charAt(value & 31);

/** Five bits of each byte, as a character that nobody takes for another: of random bytes, a code. */
export const base32Of = (bytes: Uint8Array): string => Array.from(bytes, digit).join('');

/** The public form of a uuid: `mbr_` and 26 characters of Crockford's base32. */
export function publicId(prefix: string, uuid: string): string {
  const hex = uuid.replaceAll('-', '');
  const head = Number.parseInt(hex.slice(0, 2), 16);
  let text = `${prefix}_${digit(head >> 5)}${digit(head)}`;
  // Five hexadecimal digits are four of base32.
  for (let at = 2; at < 32; at += 5) {
    const bits = Number.parseInt(hex.slice(at, at + 5), 16);
    text += digit(bits >> 15) + digit(bits >> 10) + digit(bits >> 5) + digit(bits);
  }
  return text;
}

/** The uuid in a public id with this prefix, or null when it is anything else. Case does not matter. */
export function readId(prefix: string, id: string | null | undefined): string | null {
  const lower = id?.toLowerCase();
  if (lower === undefined || lower.length !== prefix.length + 1 + LENGTH || !lower.startsWith(`${prefix}_`)) return null;
  let value = 0n;
  for (const character of lower.slice(prefix.length + 1)) {
    const digit = VALUE.get(character);
    if (digit === undefined) return null;
    value = (value << 5n) | digit;
  }
  if (value >= UUID_SPACE) return null;
  const hex = value.toString(16).padStart(32, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The ids of rows, in their order. */
export const idsIn = (rows: readonly { readonly id: string }[]): string[] => rows.map(({ id }) => id);

/** The prefix of a public id: what stands before the last underscore. */
export const prefixOf = (id: string): string => id.slice(0, Math.max(0, id.lastIndexOf('_'))).toLowerCase();
