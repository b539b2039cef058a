import type { Context } from '@regulars/plugin-sdk';
import { givenAlone, lockGiver, insertHandGrant } from '../data/grant-request.statements';
import { settingsHistory } from './read-settings';

/** What was given longer ago counts no more, and a lower sum that was in force longer ago holds no more. */
const HOURS = 24;

/** Whether the caller may give so many points alone, with what they gave alone within a day; keys as people. */
export async function mayGiveAlone(ctx: Context, points: number): Promise<boolean> {
  const limit = await limitOf(ctx);
  if (limit === null) return true;
  const [, [given]] = await Promise.all([ctx.sql(lockGiver(ctx.actor.id)), ctx.sql(givenAlone(ctx.actor.id, HOURS))]);
  return (given?.points ?? 0n) + BigInt(points) <= BigInt(limit);
}

/** Counts towards what the caller gave alone. Nothing is counted while the brand sets no sum. */
export async function countGivenAlone(ctx: Context, entryId: string, points: number): Promise<void> {
  if ((await limitOf(ctx)) !== null) await ctx.sql(insertHandGrant(entryId, ctx.actor.id, points));
}

/** The lowest sum of the last day: who raises it to give more finds it raised tomorrow, when others have seen that. */
async function limitOf(ctx: Context): Promise<number | null> {
  const { aloneLimits } = await settingsHistory(ctx);
  const since = ctx.now.getTime() - HOURS * 3_600_000;
  const sums = aloneLimits.flatMap(({ points, until }) => (points !== null && (until === null || until.getTime() > since) ? [points] : []));
  return sums.length === 0 ? null : Math.min(...sums);
}
