import { readId } from '@regulars/plugin-sdk';
import type { TestCaller } from '@regulars/testing';
import { type Calls, calledBy, newKey, type Town } from './town';

const byStaff = calledBy(({ stamps }) => stamps.staff);

const say = (text: string): object[] => [{ language: 'en', text }];

const surveyInput = (name: string): object => ({
  name, languages: ['en'], title: say(name), rewards: [{ kind: 'points', spec: { points: 5 } }], rules: [{ addTags: ['asked'], attributes: [{ name: 'again', question: 'again' }] }],
  questions: [{ code: 'again', kind: 'RATING', text: say('Again?') }, { code: 'why', kind: 'TEXT', text: say('Why?'), required: false }],
});

async function surveyOf(town: Town, n: number, isLive = false): Promise<string> {
  const { survey } = await town.do('mutation ($input: SurveyInput!) { surveyCreate(input: $input) { survey { id } userErrors { message } } }', { input: surveyInput(`Survey ${n}`) }, town.stamps.staff);
  if (isLive) await town.do('mutation ($id: ID!) { surveyPublish(id: $id) { userErrors { message } } }', { id: survey.id }, town.stamps.staff);
  return survey.id;
}

/** A new member of the shop. */
export async function someone(town: Town): Promise<TestCaller> {
  const { member } = await town.do('mutation ($phone: String!, $key: String!) { memberJoin(input: { phone: $phone }, idempotencyKey: $key) { member { id } userErrors { message } } }', { phone: town.phone(), key: newKey() }, town.stamps.staff);
  return town.stamps.shop.as({ audience: 'member', kind: 'member', memberId: readId('mbr', member.id) as string, name: member.id });
}

export const surveyCalls: Calls = {
  surveyCreate: byStaff((_, n) => ({ input: surveyInput(`New ${n}`) })),
  surveyUpdate: byStaff(async (town, n) => ({ id: await surveyOf(town, n), input: surveyInput(`Renamed ${n}`) })),
  surveyPublish: byStaff(async (town, n) => ({ id: await surveyOf(town, n) })),
  surveyExport: byStaff(async (town, n) => ({ id: await surveyOf(town, n, true) })),
  surveyRulesRerun: byStaff(async (town, n) => ({ id: await surveyOf(town, n, true) })),
  surveyClose: byStaff(async (town, n) => ({ id: await surveyOf(town, n, true) })),
};

/** What members do with surveys. */
export const ownSurveyCalls: Calls = {
  surveyStart: async (town) => ({ caller: await someone(town), variables: { id: await surveyOf(town, town.next(), true) } }),
  surveyQuestionShow: async (town) => {
    const caller = await someone(town);
    const { response } = await town.do('mutation ($id: ID!) { surveyStart(id: $id) { response { id } userErrors { message } } }', { id: await surveyOf(town, town.next(), true) }, caller);
    return { caller, variables: { responseId: response.id, question: 'why' } };
  },
  surveySubmit: async (town) => {
    const caller = await someone(town);
    const { response } = await town.do('mutation ($id: ID!) { surveyStart(id: $id) { response { id } userErrors { message } } }', { id: await surveyOf(town, town.next(), true) }, caller);
    return { caller, variables: { responseId: response.id, answers: [{ question: 'again', value: 5 }, { question: 'why', value: 'Good tea' }], idempotencyKey: newKey() } };
  },
};
