import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { Share } from '../../data/game-terms';

export type { Share };

export interface Drawn {
  readonly prize: string;
  /** From 0, below the sum of the weights. */
  readonly value: number;
  /** How many numbers were passed over before it, so that none is likelier than another. */
  readonly attempt: number;
}

/** No total is larger: of 32 bits, never more than a quarter has to be passed over. */
export const MAX_TOTAL = 1_000_000_000;
const NUMBERS = 2 ** 32;

/** 32 bytes in hexadecimal. */
export const newSeed = (): string => randomBytes(32).toString('hex');

/** What is published of a seed before the first draw: SHA-256 of its 32 bytes, in hexadecimal. */
export const commitmentOf = (seed: string): string => createHash('sha256').update(Buffer.from(seed, 'hex')).digest('hex');

/** What a chance is drawn with: nobody can choose any of it, and it stays the same whatever becomes of the member. */
export const messageOf = (gameId: string, memberId: string, chanceNumber: number): string => `${gameId}:${memberId}:${chanceNumber}`;

/**
 * A number below `total`, each as likely as any other: the first 32 bits of HMAC-SHA256(seed, "message:attempt"), for the
 * first attempt, from 0, that lies below the largest multiple of `total`.
 */
export function numberBelow(seed: string, message: string, total: number): { readonly value: number; readonly attempt: number } {
  if (!Number.isInteger(total) || total < 1 || total > MAX_TOTAL) throw new RangeError(`Nothing can be drawn below ${total}`);
  const key = Buffer.from(seed, 'hex');
  const end = NUMBERS - (NUMBERS % total);
  for (let attempt = 0; ; attempt++) {
    const number = createHmac('sha256', key).update(`${message}:${attempt}`).digest().readUInt32BE();
    if (number < end) return { value: number % total, attempt };
  }
}

/** The prize whose share, counted from the first, the value falls into. */
export function prizeAt(shares: readonly Share[], value: number): string {
  let end = 0;
  for (const { prize, weight } of shares) {
    end += weight;
    if (value < end) return prize;
  }
  throw new RangeError(`${value} lies beyond ${end}`);
}

export const totalOf = (shares: readonly Share[]): number => shares.reduce((sum, { weight }) => sum + weight, 0);

/** The draw: a function of the seed, the message and the shares, and of nothing else. */
export function draw(seed: string, message: string, shares: readonly Share[]): Drawn {
  const { value, attempt } = numberBelow(seed, message, totalOf(shares));
  return { prize: prizeAt(shares, value), value, attempt };
}

/** As many as are shown face down where one of them is picked. */
export const CARDS = 4;

/**
 * What lies under the cards: the one that is picked (from 1) shows what was drawn, the others are drawn from the same shares
 * by messages of their own, so that whichever is picked has the odds that are shown.
 */
export const cardsOf = (seed: string, message: string, shares: readonly Share[], picked: number, drawn: string): string[] =>
  Array.from({ length: CARDS }, (_, index) => (index + 1 === picked ? drawn : draw(seed, `${message}:card-${index + 1}`, shares).prize));
