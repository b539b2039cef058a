import type { BrandClient } from '../platform-client';

const REFUSALS = 'userErrors { code message path }';

const say = (zh: string, en: string): object[] => [{ language: 'zh-TW', text: zh }, { language: 'en', text: en }];
const option = (code: string, zh: string, en: string): object => ({ code, text: say(zh, en) });
const isAnswer = (question: string, operator: string, value: unknown): object => ({ question, operator, value });

/** Two days after a round of tea: how it was. Who is content is asked what comes next, who is not is asked why. */
const AFTER_TEA = {
  name: '消費後滿意度', languages: ['zh-TW', 'en'], title: say('這次的飲品還滿意嗎?', 'How was your tea?'), minSeconds: 3, afterOrder: { days: 2 },
  questions: [
    { code: 'satisfied', kind: 'RATING', text: say('整體滿意度', 'All in all'), branches: [{ when: isAnswer('satisfied', 'LTE', 3), goTo: 'why' }] },
    { code: 'favourite', kind: 'SINGLE', text: say('最喜歡的飲品', 'Your favourite'), options: [option('milk_tea', '鮮奶茶', 'Milk tea'), option('tea', '原茶', 'Tea'), option('fruit', '果茶', 'Fruit tea')] },
    { code: 'recommend', kind: 'NPS', text: say('願意推薦給親友嗎?', 'Would you recommend us?'), ends: true },
    { code: 'why', kind: 'TEXT', text: say('哪裡可以更好?', 'What could be better?'), required: false },
  ],
  rules: [
    { when: isAnswer('favourite', 'EQ', 'milk_tea'), addTags: ['鮮奶茶'] }, { when: isAnswer('recommend', 'GTE', 9), addTags: ['推薦者'] },
    { attributes: [{ name: 'satisfied', question: 'satisfied' }] },
  ],
  rewards: [{ kind: 'points', spec: { points: 10 } }],
};

/** A survey that members are asked to answer after their orders. */
export async function runSurveys(brand: BrandClient): Promise<void> {
  await brand.run(`mutation { pluginEnable(id: "survey") { ${REFUSALS} } }`);
  const { surveyCreate } = await brand.run<{ surveyCreate: { survey: { id: string } } }>(`mutation ($input: SurveyInput!) { surveyCreate(input: $input) { survey { id } ${REFUSALS} } }`, { input: AFTER_TEA });
  await brand.run(`mutation ($id: ID!) { surveyPublish(id: $id) { ${REFUSALS} } }`, { id: surveyCreate.survey.id });
}
