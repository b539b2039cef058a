import { randomBytes, scrypt, type ScryptOptions, timingSafeEqual } from 'node:crypto';

/** log2 N, r and p: 32 MB and about a tenth of a second, RFC 7914. Stored with each hash, so that they can be raised. */
const COST = { ln: 15, r: 8, p: 1 } as const;
const LENGTH = 32;
const MIN = 10;
const MAX = 200;

export const PASSWORD_RULE = { en: `Choose ${MIN} to ${MAX} characters, not the same one again and again.`, 'zh-TW': `請設定 ${MIN} 至 ${MAX} 個字元,且不可全部相同。` };

/** Length counts and variety does; composition rules only make people write passwords down (NIST SP 800-63B, 3.1.1). */
export function isFitPassword(password: string): boolean {
  const length = [...password].length;
  return length >= MIN && length <= MAX && new Set(password).size >= 4;
}

/** More at once would take the memory and the cores from everybody else; those beyond wait, those far beyond are turned away. */
const AT_ONCE = 2;
const WAITING = 64;
let running = 0;
const queue: (() => void)[] = [];

export class TooBusy extends Error {}

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) {
    if (queue.length >= WAITING) throw new TooBusy('Too many passwords are being checked');
    await new Promise<void>((resolve) => queue.push(resolve));
  } else {
    running++;
  }
  try {
    return await work();
  } finally {
    const next = queue.shift();
    if (next) next();
    else running--;
  }
}

interface Cost {
  readonly ln: number;
  readonly r: number;
  readonly p: number;
}

const derive = (password: string, salt: Buffer, { ln, r, p }: Cost): Promise<Buffer> =>
  inTurn(() => new Promise((resolve, reject) => {
    const options: ScryptOptions = { N: 2 ** ln, r, p, maxmem: 256 * 2 ** ln * r };
    scrypt(password.normalize('NFKC').slice(0, 4 * MAX), salt, LENGTH, options, (error, key) => (error ? reject(error) : resolve(key)));
  }));

const spell = ({ ln, r, p }: Cost, salt: Buffer, key: Buffer): string => ['scrypt', ln, r, p, salt.toString('base64url'), key.toString('base64url')].join('$');

/** `scrypt$15$8$1$salt$key` */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  return spell(COST, salt, await derive(password, salt, COST));
}

/** What nobody's password is compared with, at the cost of a real one. */
const NOBODY = spell(COST, randomBytes(16), randomBytes(LENGTH));

/** Takes as long without a stored password as with one. */
export async function isPassword(password: string, stored: string | null): Promise<boolean> {
  const [, ln, r, p, salt = '', key = ''] = (stored ?? NOBODY).split('$');
  const derived = await derive(password, Buffer.from(salt, 'base64url'), { ln: Number(ln), r: Number(r), p: Number(p) });
  return timingSafeEqual(derived, Buffer.from(key, 'base64url')) && stored !== null;
}
