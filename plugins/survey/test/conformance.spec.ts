import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { order } from '@regulars/order';
import { points } from '@regulars/points';
import { describePlugin, type TestShop } from '@regulars/testing';
import { resolve } from 'node:path';
import { tier } from '@regulars/tier';
import { survey } from '../src';
import { ORDER } from './support/documents';
import { answer, asks, join, liveSurvey, say, when } from './support/surveys';

const QUESTIONS = [
  { code: 'taste', kind: 'SINGLE', text: say('Taste?'), options: [{ code: 'milk', text: say('Milk'), scores: [{ dimension: 'calm', points: 2 }] }, { code: 'tea', text: say('Tea'), scores: [{ dimension: 'bold', points: 2 }] }] },
  asks('toppings', 'MULTI', { options: ['pearls', 'pudding'] }), asks('again', 'RATING'), asks('born', 'DATE'), asks('words', 'TEXT', { required: false }),
];
const TERMS = {
  rules: [{ when: when('taste', 'EQ', 'milk'), addTags: ['milk tea'], attributes: [{ name: 'taste', question: 'taste' }] }],
  outcomes: [{ code: 'CALM', dimension: 'calm', title: say('Calm') }, { code: 'BOLD', dimension: 'bold', title: say('Bold'), tags: ['bold'] }],
  rewards: [{ kind: 'points', spec: { points: 5 } }],
};

/** Each round: a live survey that a member has answered to the end, and is to be asked to answer after an order. */
async function scenario(shop: TestShop, round: number): Promise<void> {
  const staff = shop.everything();
  const memberId = await join(staff, { phone: `+88691000000${round}` });
  const surveyId = await liveSurvey(staff, QUESTIONS, { ...TERMS, name: `Survey ${round}`, afterOrder: { days: 1 } });
  const sale = { source: 'pos', externalId: `S${round}`, member: { id: memberId }, placedAt: '2026-01-05T04:00:00Z', lines: [{ number: 1, sku: 'A', quantity: 1, unitPrice: '250' }] };
  await staff.ok(ORDER, { input: sale, key: `sale-${round}` });
  await answer(shop, memberId, surveyId, { taste: 'milk', toppings: ['pearls'], again: 5, born: '1990-05-01', words: 'More pearls' });
}

const faults = {
  'survey.answers': "UPDATE survey.answer SET question = 'other' WHERE brand_id = :brand AND question = 'taste'",
  'survey.rewards': "UPDATE survey.response SET state = 'ABANDONED', completed_at = NULL, path = NULL WHERE brand_id = :brand",
};

describePlugin(survey, [brand, member, order, points, tier], {
  notPersonal: resolve(__dirname, '../../../test/golden/not-personal.txt'),
  scenario,
  anyCaller: ['survey (member)', 'surveyQuestionShow (member)', 'surveyStart (member)', 'surveySubmit (member)'],
  faults,
  // What somebody answered stays as what nobody in particular answered.
  books: ['survey.response'],
  events: { 'survey.invited': [{ surveyId: 'svy_0', orderId: 'ord_0' }] },
  examples: [
    { name: 'surveys with what came of them', document: '{ surveys { name results { started completed questions { question { code } shown answered left average nps csat options { code count } } outcomes { code count } } } }' },
    { name: 'members with what they are asked to answer', document: '{ members(first: 50) { nodes { surveyInvitations { invitedAt survey { name } order { id } } } } }' },
    { name: 'members with what they answered', document: '{ members(first: 50) { nodes { surveyResponses(first: 3) { nodes { state version survey { name } content { title } outcome { code title } answers { question { text } value } member { number } store { code } } } } } }' },
    { name: 'surveys with what they ask', document: '{ surveys { name state version content { title questions { code kind text options { code text scores } } rules { when addTags } outcomes { code tags } rewards { description } form } } }' },
  ],
});
