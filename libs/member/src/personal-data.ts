import type { PersonalColumn } from '@regulars/plugin-sdk';

const clear = (table: string, ...columns: readonly string[]): PersonalColumn[] => columns.map((column) => ({ table, column, form: 'CLEAR' }));

/** Names, birthdays and what a brand notes itself stand in clear: they are searched, sorted and counted. */
export const memberPersonalData: readonly PersonalColumn[] = [
  { table: 'member.identity', column: 'value_sealed', form: 'SEALED', member: 'member_id' },
  { table: 'member.identity', column: 'value_index', form: 'INDEX' },
  { table: 'member.match_key', column: 'value_index', form: 'INDEX' },
  // A hash of a keyed hash, of nobody any more.
  { table: 'member.former_phone', column: 'phone_hash', form: 'INDEX' },
  { table: 'member.sign_in_challenge', column: 'phone_index', form: 'INDEX' },
  ...clear('member.member', 'name', 'name_key', 'birth_date', 'gender', 'attributes', 'tags'),
  ...clear('member.data_request', 'note', 'answer', 'extended_for'),
  ...clear('member.merge_operation', 'reason', 'journal'),
];
