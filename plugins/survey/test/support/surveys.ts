import { newUuid, readId } from '@regulars/plugin-sdk';
import type { Data, TestCaller, TestShop } from '@regulars/testing';
import { CREATE, JOIN, PUBLISH, START, SUBMIT } from './documents';

export const say = (text: string): object[] => [{ language: 'en', text }];

/** A question as it is written; of options only their codes. */
export const asks = (code: string, kind: string, { options, ...more }: { readonly options?: readonly string[] } & Readonly<Record<string, unknown>> = {}): object => ({
  code, kind, text: say(`${code}?`), ...(options && { options: options.map((option) => ({ code: option, text: say(option) })) }), ...more,
});

export const when = (question: string, operator: string, value?: unknown): object => ({ question, operator, ...(value !== undefined && { value }) });

export const surveyInput = (questions: readonly object[], more: object = {}): object => ({ name: 'Survey', languages: ['en'], title: say('A survey'), questions, ...more });

/** A live survey; its public id. */
export async function liveSurvey(staff: TestCaller, questions: readonly object[], more: object = {}): Promise<string> {
  const { survey } = await staff.one(CREATE, { input: surveyInput(questions, more) });
  await staff.ok(PUBLISH, { id: survey.id });
  return survey.id as string;
}

/** A member; its public id. */
export async function join(staff: TestCaller, more: object = {}): Promise<string> {
  const key = newUuid();
  return (await staff.one(JOIN, { input: { externalId: { source: 'spec', id: key }, ...more }, key })).member.id as string;
}

export const memberCaller = (shop: TestShop, id: string): TestCaller => shop.as({ audience: 'member', kind: 'member', memberId: readId('mbr', id) as string, name: id });

export const begin = async (member: TestCaller, surveyId: string): Promise<string> => (await member.one(START, { id: surveyId })).response.id as string;

export type Given = Readonly<Record<string, unknown>>;

export const answersOf = (given: Given): object[] => Object.entries(given).map(([question, value]) => ({ question, value }));

/** Begins and answers a survey as the member. */
export async function answer(shop: TestShop, memberId: string, surveyId: string, given: Given): Promise<Data> {
  const member = memberCaller(shop, memberId);
  return (await member.one(SUBMIT, { id: await begin(member, surveyId), answers: answersOf(given), key: newUuid() })).response;
}
