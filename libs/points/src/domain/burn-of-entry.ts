import type { Context } from '@regulars/plugin-sdk';
import { burnOfEntryRow } from '../data/ledger.statements';

/** How a burn stands. Ids are uuids. */
export interface PointsBurnStanding {
  /** Of the entry that first took the points. */
  readonly burnId: string;
  /** Whose entry that is: who was merged since is named as then. */
  readonly memberId: string;
  /** What is still spent of it: restored points are not. */
  readonly points: number;
}

/** The burn that an entry (by uuid) made, undid or made again; null: it is none of these. What is told of them comes in any order; this is how they stand. */
export async function burnOfEntry(ctx: Context, entryId: string): Promise<PointsBurnStanding | null> {
  const [row] = await ctx.sql(burnOfEntryRow(entryId));
  return row ? { burnId: row.burn_id, memberId: row.member_id, points: row.points } : null;
}
