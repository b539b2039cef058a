import { createHash } from 'node:crypto';
import type { Context } from '@regulars/plugin-sdk';
import { decisions } from '../data/partner.statements';

/** How many sets of ids a partner has to choose from: some may be reserved there for what was wanted before. */
const TRIES = 10;

/** One item of an act that is asked for; the act is the same whenever it is tried again. */
interface AskedPlace {
  readonly act: string;
  readonly place: number;
  /** Of coupons. */
  readonly count: number;
}

/** The same for the same act: who is run again, also after a crash, finds what it has reserved. */
function idOf({ act, place }: AskedPlace, round: number, n: number): string {
  const hex = createHash('sha256').update(`${act}/${place}/${round}/${n}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

const range = (from: number, count: number): readonly number[] => Array.from({ length: count }, (_, n) => from + n);

/** Ids for one item of an act, a set for each round that is not over: what was decided is, whatever the partner has heard of it. */
export async function reservationTries(ctx: Context, asked: AskedPlace): Promise<readonly (readonly string[])[]> {
  const tries = range(await firstOpenRound(ctx, asked), TRIES).map((round) => range(0, asked.count).map((n) => idOf(asked, round, n)));
  const decided = new Set((await ctx.sql(decisions(tries.flat()))).map(({ id }) => id));
  return tries.filter((ids) => !ids.some((id) => decided.has(id)));
}

/** Each refusal ends a round, and under one key there may be any number of them. */
async function firstOpenRound(ctx: Context, asked: AskedPlace): Promise<number> {
  for (let [from, count] = [0, TRIES]; ; from += count, count *= 2) {
    const rounds = range(from, count);
    const ended = new Set((await ctx.sql(decisions(rounds.map((round) => idOf(asked, round, 0))))).map(({ id }) => id));
    const open = rounds.find((round) => !ended.has(idOf(asked, round, 0)));
    if (open !== undefined) return open;
  }
}
