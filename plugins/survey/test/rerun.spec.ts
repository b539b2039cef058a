import type { Data, TestCaller, TestPlatform, TestShop } from '@regulars/testing';
import { PUBLISH, START, SUBMIT, UPDATE } from './support/documents';
import { surveyShop } from './support/shop';
import { answer, asks, begin, join, liveSurvey, memberCaller, surveyInput, when } from './support/surveys';

const QUESTIONS = [asks('taste', 'SINGLE', { options: ['milk', 'tea'] }), asks('again', 'RATING', { required: false }), asks('why', 'TEXT', { required: false })];
const REWARDS = { rewards: [{ kind: 'points', spec: { points: 3 } }] };
const RERUN = 'mutation ($id: ID!) { surveyRulesRerun(id: $id) { job { id } userErrors { code path } } }';
const SHOW = 'mutation ($id: ID!, $question: String!) { surveyQuestionShow(responseId: $id, question: $question) { userErrors { code path } } }';

let platform: TestPlatform;
let shop: TestShop;
let staff: TestCaller;
surveyShop((opened) => {
  ({ platform, shop, staff } = opened);
});

const standing = async (id: string): Promise<[string[], object, number]> => {
  const { tags, attributes, points: wallet } = await staff.one('query ($id: ID!) { member(by: { id: $id }) { tags attributes points { balance } } }', { id });
  return [tags as string[], attributes as object, wallet.balance as number];
};
async function publish(id: string, rules: readonly object[]): Promise<void> {
  await staff.ok(UPDATE, { id, input: surveyInput(QUESTIONS, { ...REWARDS, rules }) });
  await staff.ok(PUBLISH, { id });
}
/** Asks for it, and what came of it. */
async function rerun(id: string): Promise<Data> {
  const { job } = await staff.one(RERUN, { id });
  await platform.drain();
  return staff.one('query ($id: ID!) { job(id: $id) { kind status total done updated skipped } }', { id: job.id });
}

it('applies the rules of now to answers of before, to each once, and gives nothing', async () => {
  const id = await liveSurvey(staff, QUESTIONS, REWARDS);
  const [ann, bob, cat, dan] = await Promise.all([join(staff), join(staff), join(staff), join(staff)]);
  await answer(shop, ann, id, { taste: 'milk', again: 5, why: 'Pearls' });
  await answer(shop, bob, id, { taste: 'tea' });
  await answer(shop, dan, id, { taste: 'milk', again: 2 });
  expect((await staff.run(RERUN, { id })).data.surveyRulesRerun.userErrors).toEqual([{ code: 'INVALID_INPUT', path: ['id'] }]);
  await publish(id, [{ when: when('taste', 'EQ', 'milk'), addTags: ['milk tea'], attributes: [{ name: 'why', question: 'why' }] }]);
  await answer(shop, cat, id, { taste: 'milk' });
  await staff.ok('mutation ($id: ID!) { memberUpdate(id: $id, input: { removeTags: ["milk tea"] }) { userErrors { message } } }', { id: cat });
  await staff.ok('mutation ($id: ID!) { memberErase(id: $id, reason: "asked", idempotencyKey: "e") { userErrors { message } } }', { id: dan });
  expect(await rerun(id)).toEqual({ kind: 'SURVEY_RULES', status: 'SUCCEEDED', total: 3, done: 3, updated: 1, skipped: 2 });
  expect(await Promise.all([ann, bob, cat].map(standing))).toEqual([[['milk tea'], { why: 'Pearls' }, 3], [[], {}, 3], [[], {}, 3]]);
  // Once for a version, whatever became of it since; another version has rules of its own.
  await staff.ok('mutation ($id: ID!) { memberUpdate(id: $id, input: { removeTags: ["milk tea"] }) { userErrors { message } } }', { id: ann });
  expect(await rerun(id)).toMatchObject({ status: 'SUCCEEDED', total: 0, done: 0 });
  expect((await standing(ann))[0]).toEqual([]);
  await publish(id, [{ addTags: ['answered'] }]);
  expect(await rerun(id)).toMatchObject({ total: 4, done: 4, updated: 3, skipped: 1 });
  expect([(await standing(ann))[0], (await standing(cat))[0]]).toEqual([['answered'], ['answered']]);
  const [entry] = await platform.rows<Data>("SELECT operation, actor_name FROM platform.audit_entry WHERE brand_id = $1 AND operation = 'surveyRulesRerun' ORDER BY id LIMIT 1", [shop.id]);
  expect(entry?.operation).toBe('surveyRulesRerun');
});

it('goes on where it was when a worker dies, and stops when it is cancelled', async () => {
  const id = await liveSurvey(staff, QUESTIONS);
  const members = await Promise.all(Array.from({ length: 3 }, () => join(staff)));
  for (const memberId of members) await answer(shop, memberId, id, { taste: 'milk' });
  await publish(id, [{ addTags: ['answered'] }]);
  const { job } = await staff.one(RERUN, { id });
  // As a worker leaves it that died behind its first piece.
  const [first] = await platform.rows<Data>("INSERT INTO survey.rule_run (brand_id, response_id, version, applied_at) SELECT brand_id, id, 2, now() FROM survey.response WHERE brand_id = $1 ORDER BY id LIMIT 1 RETURNING response_id", [shop.id]);
  await platform.rows("UPDATE brand.job SET status = 'RUNNING', started_at = now(), layout = '{}', last_row = 0, total = 3, done = 1, updated = 1 WHERE brand_id = $1", [shop.id]);
  await platform.drain();
  expect(await staff.one('query ($id: ID!) { job(id: $id) { status total done } }', { id: job.id })).toEqual({ status: 'SUCCEEDED', total: 3, done: 3 });
  expect(await platform.rows('SELECT m.tags, count(*)::int AS members FROM survey.response AS r JOIN member.member AS m ON m.brand_id = r.brand_id AND m.id = r.member_id WHERE r.brand_id = $1 AND r.id <> $2 GROUP BY 1', [shop.id, first?.response_id])).toEqual([{ tags: ['answered'], members: 2 }]);
  await publish(id, [{ addTags: ['again'] }]);
  const later = await staff.one(RERUN, { id });
  await staff.ok('mutation ($id: ID!) { jobCancel(id: $id) { userErrors { message } } }', { id: later.job.id });
  await platform.drain();
  expect(await platform.rows("SELECT 1 FROM member.member WHERE brand_id = $1 AND 'again' = ANY(tags)", [shop.id])).toEqual([]);
});

it('shows at which question members left', async () => {
  const id = await liveSurvey(staff, QUESTIONS);
  const [ann, bob, cat, dan] = await Promise.all([join(staff), join(staff), join(staff), join(staff)]);
  const begun = await Promise.all([ann, bob, cat, dan].map(async (memberId) => [memberCaller(shop, memberId), await begin(memberCaller(shop, memberId), id)] as const));
  for (const [index, questions] of [['again', 'why'], ['again'], [], ['why']].entries()) for (const question of questions) await begun[index]?.[0].ok(SHOW, { id: begun[index]?.[1], question });
  await answer(shop, dan, id, { taste: 'tea' });
  const before = await shop.digest();
  const shown = async (caller: number, response: number, question: string): Promise<Data> => (await begun[caller]?.[0].run(SHOW, { id: begun[response]?.[1], question }))?.data.surveyQuestionShow.userErrors;
  expect([await shown(0, 0, 'other'), await shown(0, 1, 'why'), await shown(3, 3, 'why')]).toEqual([
    [{ code: 'SURVEY_ANSWER_OFF_PATH', path: ['question'] }], [{ code: 'NOT_FOUND', path: ['responseId'] }], [{ code: 'SURVEY_ALREADY_ANSWERED', path: ['responseId'] }],
  ]);
  expect(await shop.digest()).toEqual(before);
  // Who is frozen takes no part, and nothing of it is kept.
  await staff.ok('mutation ($id: ID!) { memberFreeze(id: $id, reason: "looked at", idempotencyKey: "f") { userErrors { message } } }', { id: ann });
  const frozen = await shop.digest();
  const refused = async (document: string, variables: Readonly<Record<string, unknown>>): Promise<Data[]> => (Object.values((await memberCaller(shop, ann).run(document, variables)).data as object)[0] as Data).userErrors;
  expect([await shown(0, 0, 'taste'), await refused(START, { id }), await refused(SUBMIT, { id: begun[0]?.[1], answers: [], key: 'frozen' }), await shop.digest()])
    .toMatchObject([...['responseId', 'id', 'responseId'].map((path) => [{ code: 'INVALID_INPUT', path: [path] }]), frozen]);
  await staff.ok('mutation ($id: ID!) { memberUnfreeze(id: $id, reason: "all is well", idempotencyKey: "u") { userErrors { message } } }', { id: ann });
  const left = async (): Promise<number[]> => ((await staff.one('query ($id: ID!) { survey(id: $id) { results { questions { left } } } }', { id })).results.questions as Data[]).map((result) => result.left as number);
  expect(await left()).toEqual([0, 0, 0]);
  await shop.advance({ hours: 24 });
  expect(await left()).toEqual([1, 1, 1]);
  expect(await shown(0, 0, 'why')).toEqual([{ code: 'SURVEY_RESPONSE_EXPIRED', path: ['responseId'] }]);
});
