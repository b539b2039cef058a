import { newUuid } from '@regulars/plugin-sdk';
import type { Data, TestCaller, TestPlatform, TestShop } from '@regulars/testing';
import { CLOSE, CREATE, PUBLISH, START, SUBMIT, UPDATE } from './support/documents';
import { surveyShop } from './support/shop';
import { answer, answersOf, asks, begin, type Given, join, liveSurvey, memberCaller, say, surveyInput, when } from './support/surveys';

let platform: TestPlatform;
let shop: TestShop;
let staff: TestCaller;
surveyShop((opened) => {
  ({ platform, shop, staff } = opened);
});

const TASTE = asks('taste', 'SINGLE', { options: ['milk', 'tea'], branches: [{ when: when('taste', 'EQ', 'tea'), goTo: 'why' }] });
const QUESTIONS = [TASTE, asks('again', 'RATING', { ends: true }), asks('why', 'TEXT', { required: false })];

async function submit(memberId: string, surveyId: string, given: Given | object[], key = newUuid()): Promise<Data> {
  const caller = memberCaller(shop, memberId);
  return (await caller.run(SUBMIT, { id: await begin(caller, surveyId), answers: Array.isArray(given) ? given : answersOf(given), key })).data?.surveySubmit;
}

const standingOf = (memberId: string): Promise<Data> => staff.one('query ($id: ID!) { member(by: { id: $id }) { tags attributes points { balance } timeline(first: 20) { nodes { type data } } } }', { id: memberId });

/** What it was refused for; nothing was written. */
async function refused(caller: TestCaller, document: string, variables: Readonly<Record<string, unknown>>): Promise<Data[]> {
  const before = await shop.digest();
  const { data } = await caller.run(document, variables);
  expect(await shop.digest()).toEqual(before);
  return (Object.values(data as object)[0] as Data).userErrors;
}

it('is answered once, and in one transaction tags the member, sets attributes, gives rewards and tells', async () => {
  const rules = [
    { addTags: ['asked'], attributes: [{ name: 'again', question: 'again' }] },
    { when: when('taste', 'EQ', 'milk'), addTags: ['milk tea'], removeTags: ['asked'], attributes: [{ name: 'taste', value: { favourite: 'milk' } }] },
  ];
  const surveyId = await liveSurvey(staff, QUESTIONS, { rules, rewards: [{ kind: 'points', spec: { points: 30 } }] });
  const ann = await join(staff, { attributes: { shoes: 38 } });
  await staff.ok('mutation ($id: ID!) { memberUpdate(id: $id, input: { addTags: ["regular"] }) { userErrors { message } } }', { id: ann });
  const caller = memberCaller(shop, ann);
  const [id, key] = [await begin(caller, surveyId), newUuid()];
  const variables = { id, answers: answersOf({ taste: 'milk', again: 5 }), key };
  const first = await caller.run(SUBMIT, variables);
  expect(first).toEqual({
    data: { surveySubmit: { response: { id, state: 'COMPLETED', outcome: null, answers: [{ question: { code: 'taste' }, value: 'milk' }, { question: { code: 'again' }, value: 5 }] }, userErrors: [] } },
  });
  const before = await shop.digest();
  expect(await caller.run(SUBMIT, variables)).toEqual(first);
  expect(await shop.digest()).toEqual(before);

  const { tags, attributes, points: wallet, timeline } = await standingOf(ann);
  expect([tags, attributes, wallet.balance]).toEqual([['regular', 'milk tea'], { shoes: 38, again: 5, taste: { favourite: 'milk' } }, 30]);
  expect(timeline.nodes.filter(({ type }: Data) => /^survey|^member.updated/.test(type))).toEqual([
    { type: 'survey.completed', data: { surveyId, responseId: id, version: 1, outcome: null } }, { type: 'member.updated', data: { memberId: ann, changed: ['attributes', 'tags'] } },
    { type: 'member.updated', data: { memberId: ann, changed: ['tags'] } },
  ]);
  expect(await refused(caller, START, { id: surveyId })).toEqual([{ code: 'SURVEY_ALREADY_ANSWERED', path: ['id'] }]);
  expect(await refused(caller, SUBMIT, { ...variables, key: newUuid() })).toMatchObject([{ code: 'SURVEY_ALREADY_ANSWERED', path: ['responseId'] }]);
});

it('counts once when it is sent many times at once', async () => {
  const surveyId = await liveSurvey(staff, QUESTIONS, { rewards: [{ kind: 'points', spec: { points: 7 } }] });
  const ann = await join(staff);
  const caller = memberCaller(shop, ann);
  const begun = await Promise.all(Array.from({ length: 4 }, () => caller.one(START, { id: surveyId })));
  expect(new Set(begun.map(({ response }) => response.id)).size).toBe(1);
  const sent = await Promise.all(Array.from({ length: 4 }, () => caller.run(SUBMIT, { id: begun[0].response.id, answers: answersOf({ taste: 'tea' }), key: newUuid() })));
  const codes = sent.map(({ data }) => data.surveySubmit.userErrors.map(({ code }: Data) => code)).flat();
  expect(codes).toEqual(['SURVEY_ALREADY_ANSWERED', 'SURVEY_ALREADY_ANSWERED', 'SURVEY_ALREADY_ANSWERED']);
  expect((await standingOf(ann)).points.balance).toBe(7);
});

it.each<[string, Given | object[], object[]]>([
  ['an answer to a question that is not on the way', { taste: 'tea', again: 5 }, [{ code: 'SURVEY_ANSWER_OFF_PATH', path: ['answers', '1', 'question'], question: 'again' }]],
  ['an answer to a question that is not there', { taste: 'tea', other: 5 }, [{ code: 'SURVEY_ANSWER_OFF_PATH', path: ['answers', '1', 'question'], question: 'other' }]],
  ['a way with a question left out', { taste: 'milk' }, [{ code: 'SURVEY_ANSWER_MISSING', path: ['answers'], missing: 'again' }]],
  ['no answers', {}, [{ code: 'SURVEY_ANSWER_MISSING', path: ['answers'], missing: 'taste' }, { code: 'SURVEY_ANSWER_MISSING', path: ['answers'], missing: 'again' }]],
  ['answers that are none, all of them', { taste: 'coffee', again: 6 }, [{ code: 'INVALID_INPUT', path: ['answers', '0', 'value'], message: 'Choose one of the options.' }, { code: 'INVALID_INPUT', path: ['answers', '1', 'value'], message: 'Give a whole number from 1 to 5.' }]],
  ['an answer twice', [{ question: 'taste', value: 'tea' }, { question: 'taste', value: 'milk' }], [{ code: 'INVALID_INPUT', path: ['answers', '1', 'question'], message: 'The question is answered twice.' }]],
])('refuses %s, and writes nothing', async (_, given, errors) => {
  const surveyId = await liveSurvey(staff, QUESTIONS, { rewards: [{ kind: 'points', spec: { points: 7 } }] });
  const caller = memberCaller(shop, await join(staff));
  const id = await begin(caller, surveyId);
  const answers = Array.isArray(given) ? given : answersOf(given);
  expect(await refused(caller, SUBMIT, { id, answers, key: newUuid() })).toEqual(errors.map((error) => ({ message: expect.any(String), ...error })));
  expect((await caller.one(SUBMIT, { id, answers: answersOf({ taste: 'tea', why: 'no milk' }), key: newUuid() })).response.state).toBe('COMPLETED');
});

it.each<[string, object[], object[]]>([
  ['a circle', [asks('a', 'NPS'), asks('b', 'NPS', { branches: [{ when: when('a', 'GT', 5), goTo: 'a' }] })], [{ code: 'SURVEY_CYCLE', message: 'Questions lead in a circle: a → b → a.', path: ['id'], questions: ['a', 'b'] }]],
  ['questions that nothing leads to', [asks('a', 'NPS', { ends: true }), asks('b', 'NPS'), asks('c', 'NPS')], [{ code: 'SURVEY_UNREACHABLE', message: 'Nothing leads to b, c.', path: ['id'], lost: ['b', 'c'] }]],
  ['a branch on what is asked later', [asks('a', 'NPS', { branches: [{ when: when('b', 'GT', 5) }] }), asks('b', 'NPS')], [{ code: 'INVALID_INPUT', message: 'Question a branches on b, which is not asked before it.', path: ['id'] }]],
])('is not published with %s', async (_, questions, errors) => {
  const { survey: draft } = await staff.one(CREATE, { input: surveyInput(questions) });
  expect(await refused(staff, PUBLISH, { id: draft.id })).toEqual(errors);
  expect(await refused(memberCaller(shop, await join(staff)), START, { id: draft.id })).toEqual([{ code: 'NOT_FOUND', path: ['id'] }]);
});

it('says all that is wrong with a draft at once', async () => {
  const questions = [
    { code: '1st', kind: 'SINGLE', text: [{ language: 'fr', text: 'Quoi?' }], options: [{ code: 'a', text: say('A') }], next: 'none' },
    asks('b', 'RATING', { max: 11, options: ['a', 'b'], branches: [{ when: when('b', 'INCLUDES', 1), goTo: 'b' }, { when: {}, goTo: 'b' }, { when: when('b', 'EQ', 'five') }] }), asks('b', 'NPS', { min: 1 }),
  ];
  const input = surveyInput(questions, { name: ' ', languages: ['en', 'en'], rewards: [{ kind: 'cars', spec: {} }], rules: [{ addTags: [' '], attributes: [{ name: 'x' }] }], minSeconds: -1, afterOrder: { days: 4 } });
  const paths = (await refused(staff, CREATE, { input })).map(({ code, path }) => `${code} ${path.slice(1).join('.')}`);
  expect(paths.sort()).toEqual([
    'afterOrder.days', 'languages', 'minSeconds', 'name', 'questions.0.code', 'questions.0.next', 'questions.0.options', 'questions.0.options.0.text', 'questions.0.text', 'questions.1.branches.0.when.operator',
    'questions.1.branches.1.when', 'questions.1.branches.1.when', 'questions.1.branches.2.when.value', 'questions.1.max', 'questions.1.options', 'questions.1.text', 'questions.2.code', 'questions.2.min',
    'questions.2.text', 'rewards.0.kind', 'rules.0.addTags.0', 'rules.0.attributes.0', 'title',
  ].map((path) => `INVALID_INPUT ${path}`));
});

it('is answered as it was begun, whatever is published meanwhile; a question keeps its kind and its scale for ever', async () => {
  const surveyId = await liveSurvey(staff, QUESTIONS);
  const [ann, bob] = [await join(staff), await join(staff)];
  const begun = await begin(memberCaller(shop, ann), surveyId);
  for (const again of [asks('again', 'NPS'), asks('again', 'RATING', { max: 10 })]) {
    await staff.ok(UPDATE, { id: surveyId, input: surveyInput([again]) });
    expect(await refused(staff, PUBLISH, { id: surveyId })).toEqual([{ code: 'INVALID_INPUT', message: 'Question again was of another kind or scale before: give it another code.', path: ['id'] }]);
  }
  await staff.ok(UPDATE, { id: surveyId, input: surveyInput([asks('recommend', 'NPS')], { languages: ['zh-TW', 'en'], title: [{ language: 'zh-TW', text: '問卷' }, ...say('Two')], questions: [{ ...asks('recommend', 'NPS'), text: [{ language: 'zh-TW', text: '推薦?' }, ...say('Recommend?')] }] }) });
  expect((await staff.one(PUBLISH, { id: surveyId })).survey).toEqual({ id: surveyId, state: 'LIVE', version: 2 });
  expect(await refused(staff, PUBLISH, { id: surveyId })).toMatchObject([{ message: 'Nothing has changed since it was published.' }]);

  expect((await memberCaller(shop, ann).one(SUBMIT, { id: begun, answers: answersOf({ taste: 'tea' }), key: newUuid() })).response.state).toBe('COMPLETED');
  expect((await answer(shop, bob, surveyId, { recommend: 9 })).answers).toEqual([{ question: { code: 'recommend' }, value: 9 }]);
  const shown = await shop.as({ audience: 'member', kind: 'member', memberId: bob, language: 'zh-TW' }).one('query ($id: ID!) { survey(id: $id) { version content { title en: title(language: "en") questions { text } form } } }', { id: surveyId });
  expect(shown).toMatchObject({ version: 2, content: { title: '問卷', en: 'Two', questions: [{ text: '推薦?' }], form: { title: '問卷' } } });
});

it('takes no answers before somebody can have read it, nor after a day, nor begins once it is closed', async () => {
  const surveyId = await liveSurvey(staff, QUESTIONS, { minSeconds: 3_600 });
  const [ann, bob] = [await join(staff), await join(staff)];
  const caller = memberCaller(shop, ann);
  const id = await begin(caller, surveyId);
  const answers = answersOf({ taste: 'tea' });
  const [tooFast] = await refused(caller, SUBMIT, { id, answers, key: newUuid() });
  expect(tooFast).toMatchObject({ code: 'SURVEY_TOO_FAST', minSeconds: 3_600, path: ['responseId'] });
  expect(tooFast.retryAfterSeconds).toBeGreaterThan(3_000);
  await shop.skip({ hours: 25 });
  expect(await refused(caller, SUBMIT, { id, answers, key: newUuid() })).toMatchObject([{ code: 'SURVEY_RESPONSE_EXPIRED' }]);
  const again = await begin(caller, surveyId);
  expect(again).not.toBe(id);
  expect((await staff.one(CLOSE, { id: surveyId })).survey.state).toBe('CLOSED');
  expect(await refused(memberCaller(shop, bob), START, { id: surveyId })).toEqual([{ code: 'SURVEY_NOT_OPEN', path: ['id'] }]);
  await shop.skip({ hours: 1 });
  expect((await caller.one(SUBMIT, { id: again, answers, key: newUuid() })).response.state).toBe('COMPLETED');
  const { nodes } = await staff.one('query ($id: ID!) { surveyResponses(surveyId: $id, first: 9) { nodes { id state } } }', { id: surveyId });
  expect(nodes).toEqual([{ id: again, state: 'COMPLETED' }, { id, state: 'ABANDONED' }]);
  expect(await refused(staff, UPDATE, { id: surveyId, input: surveyInput(QUESTIONS) })).toMatchObject([{ code: 'INVALID_TRANSITION' }]);
});

it("is nobody else's to answer, and shows nobody else's answers", async () => {
  const surveyId = await liveSurvey(staff, QUESTIONS);
  const [ann, bob] = [await join(staff), await join(staff)];
  const id = await begin(memberCaller(shop, ann), surveyId);
  expect(await refused(memberCaller(shop, bob), SUBMIT, { id, answers: answersOf({ taste: 'tea' }), key: newUuid() })).toMatchObject([{ code: 'NOT_FOUND', path: ['responseId'] }]);
  await submit(ann, surveyId, { taste: 'tea', why: 'It rained, says Ann' });
  expect((await memberCaller(shop, bob).one('{ me { surveyResponses { nodes { id } } } }')).surveyResponses.nodes).toEqual([]);
  const SHOWN = 'query ($id: ID!) { member(by: { id: $id }) { surveyResponses { nodes { answers { value } } } } }';
  const shownTo = async (...permissions: string[]): Promise<Data> => (await shop.as({ permissions: ['member:read', ...permissions] }).one(SHOWN, { id: ann })).surveyResponses.nodes[0].answers;
  expect(await shownTo('survey:answers')).toEqual([{ value: 'tea' }, { value: 'It rained, says Ann' }]);
  expect(await shownTo('survey:read')).toEqual([]);
  const [row] = await platform.rows<{ texts: Buffer }>('SELECT texts_sealed AS texts FROM survey.response WHERE brand_id = $1', [shop.id]);
  expect(row?.texts.includes('rained')).toBe(false);
});

it('counts two who become one once, as the survivor answered, and both again when they are parted', async () => {
  const surveyId = await liveSurvey(staff, QUESTIONS);
  const [ann, bob] = [await join(staff), await join(staff)];
  await answer(shop, ann, surveyId, { taste: 'tea', why: 'Mine' });
  await answer(shop, bob, surveyId, { taste: 'milk', again: 4 });
  const chosen = async (): Promise<Data> => {
    const { results } = await staff.one('query ($id: ID!) { survey(id: $id) { results { completed questions { options { code count } } } } }', { id: surveyId });
    return [results.completed, results.questions[0].options.map(({ count }: Data) => count)];
  };
  // Who sees no store, and none of the responses.
  const nowhere = shop.everything({ name: 'nowhere', storeIds: [] });
  const { operationId } = await nowhere.one('mutation ($ann: ID!, $bob: ID!) { memberMerge(survivorId: $ann, loserId: $bob, reason: "one", idempotencyKey: "merge") { operationId userErrors { message } } }', { ann, bob });
  expect(await chosen()).toEqual([1, [0, 1]]);
  expect(await refused(memberCaller(shop, ann), START, { id: surveyId })).toMatchObject([{ code: 'SURVEY_ALREADY_ANSWERED' }]);
  await staff.ok('mutation ($id: ID!) { memberUnmerge(operationId: $id, reason: "two", idempotencyKey: "unmerge") { userErrors { message } } }', { id: operationId });
  expect(await chosen()).toEqual([2, [1, 1]]);
});

it('ends what one of two who become one has begun and the other has answered, and begins it again when they are parted', async () => {
  const [first, second] = [await liveSurvey(staff, QUESTIONS), await liveSurvey(staff, QUESTIONS)];
  const [ann, bob] = [await join(staff), await join(staff)];
  const begun = [await begin(memberCaller(shop, ann), first), await begin(memberCaller(shop, bob), second)];
  await answer(shop, bob, first, { taste: 'milk', again: 4 });
  await answer(shop, ann, second, { taste: 'milk', again: 4 });
  const states = (): Promise<Data[]> => platform.rows(`SELECT state, count(*)::int AS responses FROM survey.response WHERE brand_id = $1 GROUP BY 1 ORDER BY 1`, [shop.id]);
  const { operationId } = await staff.one('mutation ($ann: ID!, $bob: ID!) { memberMerge(survivorId: $ann, loserId: $bob, reason: "one", idempotencyKey: "merge") { operationId userErrors { message } } }', { ann, bob });
  expect(await states()).toEqual([{ state: 'ABANDONED', responses: 2 }, { state: 'COMPLETED', responses: 2 }]);
  for (const id of begun) {
    expect(await refused(memberCaller(shop, ann), SUBMIT, { id, answers: answersOf({ taste: 'milk', again: 5 }), key: newUuid() })).toMatchObject([{ code: 'SURVEY_RESPONSE_EXPIRED' }]);
  }
  await staff.ok('mutation ($id: ID!) { memberUnmerge(operationId: $id, reason: "two", idempotencyKey: "unmerge") { userErrors { message } } }', { id: operationId });
  expect(await states()).toEqual([{ state: 'COMPLETED', responses: 2 }, { state: 'STARTED', responses: 2 }]);
});

it('takes no more answers than any survey has questions', async () => {
  const surveyId = await liveSurvey(staff, QUESTIONS);
  const caller = memberCaller(shop, await join(staff));
  const answers = Array.from({ length: 101 }, () => ({ question: 'taste', value: 'tea' }));
  expect(await refused(caller, SUBMIT, { id: await begin(caller, surveyId), answers, key: newUuid() })).toEqual([{ code: 'INVALID_INPUT', message: 'Give at most 100 answers.', path: ['answers'] }]);
});

it('honours the limit of the plan', async () => {
  const small = await platform.brand({ plugins: ['survey'], plan: { limits: { survey: { activeSurveys: 1 } } } });
  await liveSurvey(small.everything(), QUESTIONS);
  const { survey: second } = await small.everything().one(CREATE, { input: surveyInput(QUESTIONS) });
  const { data } = await small.everything().run(PUBLISH, { id: second.id });
  expect(data.surveyPublish).toMatchObject({ survey: null, userErrors: [{ code: 'PLAN_LIMIT_EXCEEDED' }] });
});
