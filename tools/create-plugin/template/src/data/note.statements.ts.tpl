import { statement } from '@regulars/plugin-sdk';

export interface NoteRow {
  readonly id: string;
  readonly member_id: string;
  readonly text: string;
  readonly written_at: Date;
}

export const NOTE_COLUMNS = 'n.id, n.member_id, n.text, n.written_at';
export const NOTES = '"{{schema}}".note n';

export const insertNote = statement<never, [string, string, string]>('{{id}}.insert-note', `
  INSERT INTO "{{schema}}".note (id, member_id, text) VALUES ($1, $2, $3)`);

export const notesByIds = statement<NoteRow, [readonly string[]]>('{{id}}.notes-by-ids', `
  SELECT ${NOTE_COLUMNS} FROM ${NOTES} WHERE n.id = ANY($1)`);

export const noteCount = statement<{ notes: number }>('{{id}}.note-count', `SELECT count(*)::int AS notes FROM ${NOTES}`);

export const notesOfMember = statement<NoteRow, [string]>('{{id}}.notes-of-member', `
  SELECT ${NOTE_COLUMNS} FROM ${NOTES} WHERE n.member_id = $1 ORDER BY n.id`);

export const moveNotes = statement<{ id: string }, [survivorId: string, loserId: string]>('{{id}}.move-notes', `
  UPDATE "{{schema}}".note SET member_id = $1 WHERE member_id = $2 RETURNING id`);

export const returnNotes = statement<never, [loserId: string, ids: readonly string[]]>('{{id}}.return-notes', `
  UPDATE "{{schema}}".note SET member_id = $1 WHERE id = ANY($2::uuid[])`);

export const deleteNotesOfMember = statement<never, [string]>('{{id}}.delete-notes-of-member', `
  DELETE FROM "{{schema}}".note WHERE member_id = $1`);
