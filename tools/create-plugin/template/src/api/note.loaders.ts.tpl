import { type Context, defineLoader, Direction, type ListDefinition, nestedListLoader, oneForEach } from '@regulars/plugin-sdk';
import { NOTE_COLUMNS, type NoteRow, NOTES, notesByIds } from '../data/note.statements';
import { type {{Noun}}Note, noteObject } from './note.type';

/** The newest first: ids sort by the time they were made. */
export const notes: ListDefinition<NoteRow, {{Noun}}Note> = {
  name: '{{id}}.notes',
  select: NOTE_COLUMNS,
  from: NOTES,
  id: { expression: 'n.id', type: 'uuid', direction: Direction.DESC },
  parent: 'n.member_id',
  toItem: noteObject,
};

/** Pages of the notes of many members, in one statement. */
export const notesByMember = nestedListLoader(notes);

/** The notes that exist, in the order of the uuids; null for the others. */
export async function loadNotes(ctx: Context, uuids: readonly string[]): Promise<({{Noun}}Note | null)[]> {
  return oneForEach(uuids, (await ctx.sql(notesByIds(uuids))).map(noteObject), (note) => note.uuid);
}

export const noteById = defineLoader<string, {{Noun}}Note | null>(loadNotes);
