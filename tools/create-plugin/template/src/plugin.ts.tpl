import { MemberData } from '@regulars/member/contract';
import { definePlugin, extend, node } from '@regulars/plugin-sdk';
import { version } from '../package.json';
import { {{Noun}}NoteWrittenEvent } from './api/note-event.type';
import { loadNotes } from './api/note.loaders';
import { MemberNotesResolver, NoteResolver } from './api/note.resolver';
import { {{Noun}}Note } from './api/note.type';
import { Create{{Noun}}{{timestamp}} } from './data/create-{{id}}.migration';
import { NoteEntity } from './data/note.entity';
import { countNotes } from './domain/count-notes';
import { NOTE_PREFIX } from './domain/ids';
import { noteMemberData } from './domain/member-data';
import { permissions } from './permissions';
import { settings } from './settings';

/** Everything this plugin adds. */
export const {{camel}} = definePlugin({
  id: '{{id}}',
  version,
  sdk: '^1.0.0',
  requires: { member: '^1.0.0' },
  resolvers: { staff: [NoteResolver, MemberNotesResolver] },
  types: { staff: [{{Noun}}NoteWrittenEvent] },
  entities: [NoteEntity],
  migrations: [Create{{Noun}}{{timestamp}}],
  permissions,
  settings,
  limits: { notes: { description: 'How many notes may be kept', used: countNotes } },
  nodes: [node(NOTE_PREFIX, {{Noun}}Note, loadNotes, permissions.read)],
  // What staff write may name people.
  personalData: [{ table: '{{schema}}.note', column: 'text', form: 'CLEAR' }],
  extensions: [extend(MemberData, noteMemberData)],
});
