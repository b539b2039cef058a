import { defineLoader, nestedListLoader, oneForEach } from '@regulars/plugin-sdk';
import { entriesByIds, ENTRY_COLUMNS, ENTRY_NUMBER, type EntryRow } from '../data/entry.statements';
import { entryObject, type PointsEntry } from './points-entry.type';

/** An entry by uuid, or null. */
export const entryById = defineLoader<string, PointsEntry | null>(async (ctx, ids) => {
  const rows = await ctx.sql(entriesByIds(ids));
  return oneForEach(ids, rows.map((row) => entryObject(row, ctx)), (entry) => entry.uuid);
});

/** Pages of the entries of many members. */
export const entriesOfMember = nestedListLoader<EntryRow, PointsEntry>({
  name: 'points.entries',
  select: ENTRY_COLUMNS,
  from: 'points.entry',
  id: ENTRY_NUMBER,
  parent: 'member_id',
  toItem: entryObject,
});
