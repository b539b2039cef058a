import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { describePlugin } from '@regulars/testing';
import { {{camel}} } from '../src';
import { join, WRITE } from './documents';

describePlugin({{camel}}, [brand, member], {
  scenario: async (shop, round) => {
    const staff = shop.everything();
    const memberId = await join(staff, `091200000${round}`);
    for (const text of ['Likes tea', 'Comes on Mondays']) await staff.ok(WRITE, { input: { memberId, text }, key: `${round} ${text}` });
  },
  examples: [{ name: 'notes of members', document: '{ members(first: 50) { nodes { {{camel}}Notes(first: 5) { totalCount { value } nodes { text member { number } } } } } }' }],
});
