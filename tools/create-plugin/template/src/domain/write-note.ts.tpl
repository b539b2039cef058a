import { Members } from '@regulars/member/contract';
import { type Context, holdBrand, newUuid, NotFoundError, Problems, publicId, readId, reject } from '@regulars/plugin-sdk';
import { insertNote } from '../data/note.statements';
import { settings } from '../settings';
import { countNotes } from './count-notes';
import { NoteWritten } from './events';
import { NOTE_PREFIX } from './ids';
import { readNoteText } from './note-text';

export interface NewNote {
  /** Public id. */
  readonly memberId: string;
  readonly text: string;
}

/** What a written note is answered by; stored with the idempotency key. */
export interface WrittenNote {
  readonly noteId: string;
}

export async function writeNote(ctx: Context, note: NewNote): Promise<WrittenNote> {
  const { longest } = await ctx.settings(settings);
  const read = readNoteText(note.text, longest);
  const problems = new Problems();
  if ('problem' in read) problems.add('input.text', read.problem);
  problems.throwIfAny();
  const memberId = await lockMember(ctx, note.memberId);
  await ctx.sql(holdBrand()); // what is counted below is counted by one at a time
  const noteId = newUuid();
  await ctx.sql(insertNote(noteId, memberId, 'text' in read ? read.text : ''));
  ctx.withinLimit('{{id}}', 'notes', await countNotes(ctx));
  ctx.emit(NoteWritten, { noteId: publicId(NOTE_PREFIX, noteId), memberId: publicId('mbr', memberId) }, memberId);
  return { noteId };
}

/** The lock keeps the member from being merged or erased meanwhile. */
async function lockMember(ctx: Context, id: string): Promise<string> {
  const absent = (): never => reject(new NotFoundError({ en: 'There is no such member.', 'zh-TW': '查無此會員。' }, 'input.memberId', id));
  const uuid = readId('mbr', id) ?? absent();
  const members = ctx.use(Members);
  const [, standings] = await Promise.all([members.lock([uuid]), members.standings([uuid])]);
  return standings.has(uuid) ? uuid : absent();
}
