import { type Context, Limits, type LimitRule, reject } from '@regulars/plugin-sdk';
import { RateLimitedError } from '@regulars/member/contract';

const NAME = 'order.till-unknown-codes';
/** Wide enough for the slips of a chain whose tills share a key, and nothing against the 2^60 codes there are. */
const RULES: readonly LimitRule[] = [{ max: 100, seconds: 600 }];

/** Until when this process hears no codes of whom, in ms: what the limit has said once need not be asked again. */
const silenced = new Map<string, number>();

const guesser = ({ brand, actor }: Context): string => `${brand.id} ${actor.kind}:${actor.id}`;

/** Rejects whoever named too many codes that do not exist, right ones too: else the right one would still be told. */
export function refuseGuesser(ctx: Context): void {
  const until = silenced.get(guesser(ctx));
  if (until === undefined) return;
  const seconds = Math.ceil((until - ctx.now.getTime()) / 1_000);
  if (seconds > 0) reject(new RateLimitedError(seconds, 'input.codes'));
  silenced.delete(guesser(ctx));
}

/** Counts a call that named a code that does not exist; rejects when those were too many. */
export async function countGuess(ctx: Context): Promise<void> {
  const wait = await ctx.use(Limits).take(NAME, `${ctx.actor.kind}:${ctx.actor.id}`, RULES);
  if (wait === null) return;
  silenced.set(guesser(ctx), ctx.now.getTime() + wait * 1_000);
  reject(new RateLimitedError(wait, 'input.codes'));
}
