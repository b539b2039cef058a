import { describePlugin } from '@regulars/testing';
import { join } from 'node:path';
import { member } from './fixtures/member';
import { noteModule } from './fixtures/note';
import { noteScenario } from './fixtures/note.scenario';

describePlugin(member, [], {
  folder: join(__dirname, 'fixtures/member'),
  scenario: async (shop, round) => {
    await shop.everything().ok('mutation ($name: String!) { memberJoin(name: $name) { userErrors { message } } }', { name: `Member ${round}` });
  },
});

describePlugin(noteModule('memo').plugin, [member], {
  folder: join(__dirname, 'fixtures/memo'),
  scenario: noteScenario('memo'),
  examples: [{ name: 'notes of members', document: '{ members(first: 50) { nodes { name memos { text member { name } } } } }' }],
});
