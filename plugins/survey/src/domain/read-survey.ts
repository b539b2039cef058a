import { readReward, readTag, type RewardSpec } from '@regulars/member/contract';
import { readScope } from '@regulars/order/contract';
import { type Context, type Json, Problems, readCount, readName } from '@regulars/plugin-sdk';
import type { AfterOrderTerms, AnswerRuleTerms, AttributeTerms, OutcomeTerms, SurveyTerms } from '../data/survey-terms';
import type { AnswerRuleDraft, AttributeDraft, OutcomeDraft, SurveyDraft } from './drafts';
import { readCondition } from './read-condition';
import { readQuestions } from './read-questions';
import { MOST_QUESTIONS, type Path, type Reading, readCodes, readSome, readTexts, readWord, say as common } from './reading';

const MAX_NAME = 100;
const MOST_LANGUAGES = 10;
const MOST_RULES = 50;
const MOST_OUTCOMES = 20;
const MOST_REWARDS = 10;
const MOST_TAGS = 20;
const LONGEST_ATTRIBUTE = 1_000;
const LONGEST_WAIT = 3_600; // s
const ATTRIBUTE = /^[\p{L}\p{N}][\p{L}\p{N}_.-]{0,39}$/u;

const say = {
  languages: { en: 'Give languages such as zh-TW, each once.', 'zh-TW': '請提供語言代碼,例如 zh-TW,不可重複。' },
  tag: { en: 'Give 1 to 64 characters.', 'zh-TW': '請輸入 1 至 64 個字。' },
  attribute: { en: 'Give a name of at most 40 letters, digits, dots, hyphens or underscores.', 'zh-TW': '名稱最多 40 個文字、數字、點、連字號或底線。' },
  attributeValue: { en: 'Give a value or a question.', 'zh-TW': '請提供 value 或 question。' },
  days: { en: 'Give 1 to 3 days.', 'zh-TW': '請輸入 1 至 3 天。' },
};

export interface ReadSurvey {
  readonly name: string;
  readonly terms: SurveyTerms;
}

/** Checks a draft; rejects with everything that is wrong at once. */
export function readSurvey(ctx: Context, draft: SurveyDraft): ReadSurvey {
  const problems = new Problems();
  const name = readName(draft.name, MAX_NAME, 'input.name', problems);
  const languages = readLanguages(draft.languages, problems);
  const given = readSome(draft.questions, [1, MOST_QUESTIONS], ['input', 'questions'], problems);
  readCodes(given, 'question', ['input', 'questions'], problems);
  const questions = new Map(given.map(({ code, kind, options }) => [code, { code, kind, options: (options ?? []).map((option) => ({ code: option.code, text: {}, scores: {} })) }]));
  const reading: Reading = { ctx, problems, languages, questions };
  const terms: SurveyTerms = {
    languages,
    title: readTexts(draft.title, ['input', 'title'], reading),
    description: draft.description ? readTexts(draft.description, ['input', 'description'], reading) : null,
    questions: readQuestions(given, ['input', 'questions'], reading),
    outcomes: readOutcomes(draft.outcomes, ['input', 'outcomes'], reading),
    rules: readSome(draft.rules, [0, MOST_RULES], ['input', 'rules'], problems).map((rule, index) => readRule(rule, ['input', 'rules', index], reading)),
    rewards: readRewards(draft.rewards, ['input', 'rewards'], reading),
    minSeconds: readCount(draft.minSeconds, 0, LONGEST_WAIT, ['input', 'minSeconds'], problems) ?? 0,
    afterOrder: readAfterOrder(draft.afterOrder, reading),
  };
  problems.throwIfAny();
  return { name, terms };
}

function readLanguages(given: readonly string[], problems: Problems): readonly string[] {
  const isFine = given.length > 0 && given.length <= MOST_LANGUAGES && new Set(given).size === given.length && given.every(isLanguage);
  if (!isFine) problems.add('input.languages', say.languages);
  return given.slice(0, MOST_LANGUAGES);
}

/** As it is canonically written. */
function isLanguage(text: string): boolean {
  try {
    return text !== '' && Intl.getCanonicalLocales(text)[0] === text;
  } catch {
    return false;
  }
}

function readOutcomes(given: SurveyDraft['outcomes'], path: Path, reading: Reading): readonly OutcomeTerms[] {
  const outcomes = readSome<OutcomeDraft>(given, [0, MOST_OUTCOMES], path, reading.problems);
  readCodes(outcomes, 'other', path, reading.problems);
  return outcomes.map((outcome, index) => {
    const at = [...path, index];
    return {
      code: outcome.code, dimension: readWord(outcome.dimension, [...at, 'dimension'], reading.problems), title: readTexts(outcome.title, [...at, 'title'], reading),
      text: outcome.text ? readTexts(outcome.text, [...at, 'text'], reading) : null, tags: readTags(outcome.tags, [...at, 'tags'], reading),
      rewards: readRewards(outcome.rewards, [...at, 'rewards'], reading),
    };
  });
}

function readRule(draft: AnswerRuleDraft, path: Path, reading: Reading): AnswerRuleTerms {
  return {
    when: draft.when ? readCondition(draft.when, [...path, 'when'], reading) : null,
    addTags: readTags(draft.addTags, [...path, 'addTags'], reading), removeTags: readTags(draft.removeTags, [...path, 'removeTags'], reading),
    attributes: readSome(draft.attributes, [0, MOST_TAGS], [...path, 'attributes'], reading.problems).map((attribute, index) => readAttribute(attribute, [...path, 'attributes', index], reading)),
  };
}

function readAttribute({ name, value, question }: AttributeDraft, path: Path, { questions, problems }: Reading): AttributeTerms {
  if (!ATTRIBUTE.test(name)) problems.add([...path, 'name'], say.attribute);
  if ((value != null) === (question != null)) problems.add(path, say.attributeValue);
  if (question != null && !questions.has(question)) problems.add([...path, 'question'], common.noQuestion(question));
  if (value != null && JSON.stringify(value).length > LONGEST_ATTRIBUTE) problems.add([...path, 'value'], { en: `Give at most ${LONGEST_ATTRIBUTE} characters.`, 'zh-TW': `最多 ${LONGEST_ATTRIBUTE} 個字。` });
  return { name, value: (value ?? null) as Json, question: question ?? null };
}

const readTags = (given: readonly string[] | null | undefined, path: Path, { problems }: Reading): readonly string[] =>
  readSome(given, [0, MOST_TAGS], path, problems).map((text, index) => {
    const tag = readTag(text);
    if (tag === null) problems.add([...path, index], say.tag);
    return tag ?? '';
  });

const readRewards = (given: readonly RewardSpec[] | null | undefined, path: Path, { ctx, problems }: Reading): readonly RewardSpec[] =>
  readSome(given, [0, MOST_REWARDS], path, problems).flatMap((reward, index) => readReward(ctx, reward, [...path, index], problems) ?? []);

function readAfterOrder(draft: SurveyDraft['afterOrder'], { ctx, problems }: Reading): AfterOrderTerms | null {
  if (!draft) return null;
  if (draft.days < 1 || draft.days > 3) problems.add('input.afterOrder.days', say.days);
  return { days: draft.days, scope: readScope(draft.scope, 'input.afterOrder.scope', problems, ctx.brand.currency) };
}
