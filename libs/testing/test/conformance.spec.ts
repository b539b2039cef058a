import { describePlugin, type TestShop } from '@regulars/testing';
import { join } from 'node:path';
import { member } from './fixtures/member';
import { noteModule } from './fixtures/note';

const memo = noteModule('memo');

export async function twoNotes(shop: TestShop, round: number): Promise<void> {
  const staff = shop.everything();
  const { member: { id: memberId } } = await staff.one(`mutation ($name: String!) { memberJoin(name: $name) { member { id } userErrors { message } } }`, { name: `Member ${round}` });
  for (const text of ['Likes tea', 'Comes on Mondays']) {
    await staff.ok(`mutation ($input: MemoWriteInput!, $key: String!) { memoWrite(input: $input, idempotencyKey: $key) { userErrors { message } } }`, { input: { memberId, text }, key: `${text} ${round}` });
  }
}

describePlugin(member, [], {
  folder: join(__dirname, 'fixtures/member'),
  scenario: async (shop, round) => {
    await shop.everything().ok(`mutation ($name: String!) { memberJoin(name: $name) { userErrors { message } } }`, { name: `Member ${round}` });
  },
});

describePlugin(memo.plugin, [member], {
  folder: join(__dirname, 'fixtures/memo'),
  scenario: twoNotes,
  examples: [{ name: 'notes of members', document: '{ members(first: 50) { nodes { name memos { text member { name } } } } }' }],
});
