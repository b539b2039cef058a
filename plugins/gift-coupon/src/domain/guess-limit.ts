import { RateLimitedError } from '@regulars/member/contract';
import { type Context, Limits, type LimitRule, reject } from '@regulars/plugin-sdk';

/** Wide enough for the slips of a chain whose tills share a key, and nothing against 2^80 codes. */
const BY_CALLER: readonly LimitRule[] = [{ max: 100, seconds: 600 }];
/** What somebody tries again and again is no slip. */
const BY_TARGET: readonly LimitRule[] = [{ max: 20, seconds: 600 }];

/** Until when this process hears no codes of whom, in ms: what the limit has said once need not be asked again. */
const silenced = new Map<string, number>();

const callerOf = ({ actor }: Context): string => `${actor.kind}:${actor.id}`;

/** Rejects whoever named too many codes that do not exist, right ones too: else the right one would still be told. */
export function refuseGuesser(ctx: Context, path: string): void {
  const key = `${ctx.brand.id} ${callerOf(ctx)}`;
  const until = silenced.get(key);
  if (until === undefined) return;
  const seconds = Math.ceil((until - ctx.now.getTime()) / 1_000);
  if (seconds > 0) reject(new RateLimitedError(seconds, path));
  silenced.delete(key);
}

/** Counts a code that does not exist, for who named it and for what was named; rejects when those were too many. */
export async function countGuess(ctx: Context, target: string, path: string): Promise<void> {
  const limits = ctx.use(Limits);
  const [byCaller, byTarget] = await Promise.all([
    limits.take('gift-coupon.guesses', callerOf(ctx), BY_CALLER),
    limits.take('gift-coupon.guessed', target.slice(0, 500), BY_TARGET),
  ]);
  if (byCaller !== null) silenced.set(`${ctx.brand.id} ${callerOf(ctx)}`, ctx.now.getTime() + byCaller * 1_000);
  const wait = byCaller ?? byTarget;
  if (wait !== null) reject(new RateLimitedError(wait, path));
}
