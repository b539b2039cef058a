import { readId } from '@regulars/plugin-sdk';
import type { WholeShop } from '../shop';

/** A live survey whose texts all say whose it is, answered by the member in words and by options. */
export async function answerSurvey({ shop, staff }: WholeShop, mark: string, memberId: string): Promise<void> {
  const say = (text: string): object[] => [{ language: 'en', text: `${mark} ${text}` }];
  const input = {
    name: `${mark} survey`, languages: ['en'], title: say('title'), rules: [{ addTags: [`${mark}-answered`] }], outcomes: [{ code: `${mark}-outcome`, dimension: 'calm', title: say('outcome') }],
    questions: [
      { code: `${mark}_taste`, kind: 'SINGLE', text: say('taste?'), options: ['milk', 'tea'].map((drink) => ({ code: `${mark}_${drink}`, text: say(drink), scores: [{ dimension: 'calm', points: 1 }] })) },
      { code: `${mark}_why`, kind: 'TEXT', text: say('why?') },
    ],
  };
  const { survey } = await staff.one('mutation ($input: SurveyInput!) { surveyCreate(input: $input) { survey { id } userErrors { path message } } }', { input });
  await staff.ok('mutation ($id: ID!) { surveyPublish(id: $id) { userErrors { message } } }', { id: survey.id });
  const caller = shop.as({ audience: 'member', kind: 'member', memberId: readId('mbr', memberId) as string, name: memberId });
  const { response } = await caller.one('mutation ($id: ID!) { surveyStart(id: $id) { response { id } userErrors { message } } }', { id: survey.id });
  const answers = [{ question: `${mark}_taste`, value: `${mark}_milk` }, { question: `${mark}_why`, value: `${mark} words` }];
  await caller.ok('mutation ($id: ID!, $answers: [SurveyAnswerInput!]!, $key: String!) { surveySubmit(responseId: $id, answers: $answers, idempotencyKey: $key) { userErrors { message } } }', { id: response.id, answers, key: `${mark}-answers` });
}
