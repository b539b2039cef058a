/** What other modules may import of this one. */
export { {{Noun}}Note } from './api/note.type';
export { NoteWritten, type NoteWrittenPayload } from './domain/events';
export { permissions as {{camel}}Permissions } from './permissions';
