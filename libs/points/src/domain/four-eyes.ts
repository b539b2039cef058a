import type { Context } from '@regulars/plugin-sdk';
import { givenAlone, holdGiver, insertHandGrant } from '../data/grant-request.statements';
import { settingsHistory } from './read-settings';

/** What was given longer ago counts no more. */
const HOURS = 24;

/** Whether the caller may give so many points alone, with what they gave alone within a day; keys as people. */
export async function mayGiveAlone(ctx: Context, points: number): Promise<boolean> {
  const limit = await limitOf(ctx);
  if (limit === null) return true;
  const [, [given]] = await Promise.all([ctx.sql(holdGiver(ctx.actor.id)), ctx.sql(givenAlone(ctx.actor.id, HOURS))]);
  return (given?.points ?? 0n) + BigInt(points) <= BigInt(limit);
}

/** Counts towards what the caller gave alone. Nothing is counted while the brand sets no sum. */
export async function countGivenAlone(ctx: Context, entryId: string, points: number): Promise<void> {
  if ((await limitOf(ctx)) !== null) await ctx.sql(insertHandGrant(entryId, ctx.actor.id, points));
}

const limitOf = async (ctx: Context): Promise<number | null> => (await settingsHistory(ctx)).current.grantFourEyesAbove;
