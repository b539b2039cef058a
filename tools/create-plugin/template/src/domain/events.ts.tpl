import { defineEvent } from '@regulars/plugin-sdk';

/** Integrators read this: public ids, and nothing personal. */
export interface NoteWrittenPayload {
  readonly noteId: string;
  readonly memberId: string;
}

export const NoteWritten = defineEvent<NoteWrittenPayload>('{{id}}.note-written');
