import type { Context } from '@regulars/plugin-sdk';
import { holdSpending } from '../data/member-life.statements';

/** How long a changed phone keeps a member's points from being spent. */
const HOLD = 24 * 3_600_000; // ms

/** Whoever took a member's phone over gains nothing by it before the member could notice. Does not wait. */
export const holdPoints = (ctx: Context, memberId: string): void => void ctx.sql(holdSpending(memberId, new Date(ctx.now.getTime() + HOLD)));
