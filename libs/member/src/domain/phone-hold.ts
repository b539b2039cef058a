import { type Context, DAY } from '@regulars/plugin-sdk';
import { holdSpending, holdSpendingOfSignable } from '../data/member-life.statements';

/** How long a changed phone keeps a member's points from being spent. */
const HOLD = DAY;

const until = (ctx: Context): Date => new Date(ctx.now.getTime() + HOLD);

/** Whoever took a member's phone over gains nothing by it before the member could notice. Does not wait. */
export function holdPoints(ctx: Context, memberIds: readonly string[]): void {
  if (memberIds.length > 0) void ctx.sql(holdSpending(memberIds, until(ctx)));
}

/** Nor does whoever had two members merged: the points of one come to who signs in as the other. Does not wait. */
export const holdMergedPoints = (ctx: Context, survivorId: string): void => void ctx.sql(holdSpendingOfSignable(survivorId, until(ctx)));
