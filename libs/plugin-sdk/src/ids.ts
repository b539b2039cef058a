import { v7 } from 'uuid';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'; // Crockford's base32: no i, l, o, u
const VALUE = new Map([...ALPHABET].map((character, value) => [character, BigInt(value)]));
const LENGTH = 26;
const UUID_SPACE = 1n << 128n;

/** A new UUIDv7: sorts by the time it was made, and within one process by order of making. */
export const newUuid = (): string => v7();

/** The public form of a uuid: `mbr_` and 26 characters of Crockford's base32. */
export function publicId(prefix: string, uuid: string): string {
  let rest = BigInt(`0x${uuid.replaceAll('-', '')}`);
  let text = '';
  for (let i = 0; i < LENGTH; i++) {
    text = ALPHABET[Number(rest & 31n)] + text;
    rest >>= 5n;
  }
  return `${prefix}_${text}`;
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

/** The prefix of a public id: what stands before the last underscore. */
export const prefixOf = (id: string): string => id.slice(0, Math.max(0, id.lastIndexOf('_'))).toLowerCase();
