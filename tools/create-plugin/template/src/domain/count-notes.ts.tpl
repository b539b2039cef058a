import type { Context } from '@regulars/plugin-sdk';
import { noteCount } from '../data/note.statements';

/** What counts against the plan's limit. */
export async function countNotes(ctx: Context): Promise<number> {
  const [row] = await ctx.sql(noteCount());
  return row?.notes ?? 0;
}
