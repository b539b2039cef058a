import { ApiKeys, type Context, HOUR, type KeyMaker } from '@regulars/plugin-sdk';
import { givenAlone, lockGiver, insertHandGrant } from '../data/grant-request.statements';
import { settingsHistory } from './read-settings';

/** What was given longer ago counts no more, and a lower sum that was in force longer ago holds no more. */
const HOURS = 24;

/** Who answers for what the caller gives: of a key, whoever made it, or one person with a key would be two. */
export const giverOf = (ctx: Context): Promise<KeyMaker> =>
  ctx.actor.kind === 'integration' ? ctx.use(ApiKeys).makerOf(ctx.actor.id) : Promise.resolve({ id: ctx.actor.id, isPerson: true });

/** Whether the caller may give so many points alone, with what they and their keys gave alone within a day. */
export async function mayGiveAlone(ctx: Context, points: number): Promise<boolean> {
  const limit = await limitOf(ctx);
  if (limit === null) return true;
  const { id } = await giverOf(ctx);
  const [, [given]] = await Promise.all([ctx.sql(lockGiver(id)), ctx.sql(givenAlone(id, HOURS))]);
  return (given?.points ?? 0n) + BigInt(points) <= BigInt(limit);
}

/** Counts towards what the giver gave alone. Nothing is counted while the brand sets no sum. */
export async function countGivenAlone(ctx: Context, entryId: string, points: number): Promise<void> {
  if ((await limitOf(ctx)) !== null) await ctx.sql(insertHandGrant(entryId, (await giverOf(ctx)).id, points));
}

/** The lowest sum of the last day: who raises it to give more finds it raised tomorrow, when others have seen that. */
async function limitOf(ctx: Context): Promise<number | null> {
  const { aloneLimits } = await settingsHistory(ctx);
  const since = ctx.now.getTime() - HOURS * HOUR;
  const sums = aloneLimits.flatMap(({ points, until }) => (points !== null && (until === null || until.getTime() > since) ? [points] : []));
  return sums.length === 0 ? null : Math.min(...sums);
}
