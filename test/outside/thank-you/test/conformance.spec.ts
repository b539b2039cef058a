import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { order } from '@regulars/order';
import { describePlugin } from '@regulars/testing';
import thankYou from '../src';
import { join, sell, WRITE } from './documents';

describePlugin(thankYou, [brand, member, order], {
  scenario: async (shop, round) => {
    const staff = shop.everything();
    const memberId = await join(staff, `091200000${round}`);
    await staff.ok(WRITE, { input: { memberId, text: 'Get well soon' }, key: `write-${round}` });
    await sell(staff, memberId, `sale-${round}`, 1_200);
  },
  // What a member does with cards of their own.
  anyCaller: ['thankYouRead (member)'],
  examples: [{
    name: 'members with their cards',
    document: '{ members(first: 50) { nodes { thankYouCards(first: 5) { totalCount { value } nodes { text member { number } order { id } } } } } }',
  }],
});
