import { readCount } from '@regulars/plugin-sdk';
import type { BranchTerms, MatrixRowTerms, OptionTerms, QuestionTerms } from '../data/survey-terms';
import { DEFAULT_RATING, MAX_RATING, MAX_TEXT } from './answers';
import type { OptionDraft, QuestionDraft } from './drafts';
import { readCondition } from './read-condition';
import { type Path, type Reading, readCodes, readSome, readTexts, readWord, say as common } from './reading';

const MOST_OPTIONS = 50;
const MOST_ROWS = 20;
const MOST_BRANCHES = 20;
const MOST_POINTS = 1_000;

const say = {
  order: { en: 'max is less than min.', 'zh-TW': '最大值小於最小值。' },
  both: { en: 'Give next or ends, not both.', 'zh-TW': 'next 與 ends 只能擇一。' },
};

/** The questions as they are kept. Whether they are a survey, with a way through to the end, is asked when it is published. */
export const readQuestions = (drafts: readonly QuestionDraft[], path: Path, reading: Reading): readonly QuestionTerms[] =>
  drafts.map((draft, index) => readQuestion(draft, drafts[index + 1]?.code ?? null, [...path, index], reading));

function readQuestion(draft: QuestionDraft, following: string | null, path: Path, reading: Reading): QuestionTerms {
  const { problems } = reading;
  if (draft.ends && draft.next != null) problems.add([...path, 'next'], say.both);
  const next = draft.ends ? null : (draft.next ?? following);
  readTarget(draft.next, [...path, 'next'], reading);
  const [min, max] = readBounds(draft, path, reading);
  return {
    code: draft.code, kind: draft.kind, text: readTexts(draft.text, [...path, 'text'], reading), required: draft.required,
    options: readOptions(draft, [...path, 'options'], reading), rows: readRows(draft, [...path, 'rows'], reading), min, max,
    branches: readSome(draft.branches, [0, MOST_BRANCHES], [...path, 'branches'], problems).map((branch, index): BranchTerms => {
      readTarget(branch.goTo, [...path, 'branches', index, 'goTo'], reading);
      return { when: readCondition(branch.when, [...path, 'branches', index, 'when'], reading), goTo: branch.goTo ?? null };
    }),
    next,
  };
}

function readTarget(code: string | null | undefined, path: Path, { questions, problems }: Reading): void {
  if (code != null && !questions.has(code)) problems.add(path, common.noQuestion(code));
}

const WHOLE: readonly [number, number] = [-2_147_483_648, 2_147_483_647];

/** What `min` and `max` say of a kind; a kind of which they say nothing has none. */
function readBounds({ kind, min, max, options }: QuestionDraft, path: Path, { problems }: Reading): readonly [number | null, number | null] {
  const count = options?.length ?? 0;
  const ofKind: Partial<Record<QuestionDraft['kind'], { readonly min?: readonly [number, number]; readonly max: readonly [number, number] }>> = {
    NUMBER: { min: WHOLE, max: WHOLE }, MULTI: { min: [1, count], max: [1, count] }, RATING: { max: [2, MAX_RATING] }, TEXT: { max: [1, MAX_TEXT] },
  };
  const allowed = ofKind[kind];
  const read = (value: number | null | undefined, range: readonly [number, number] | undefined, name: string): number | null => {
    if (value != null && !range) problems.add([...path, name], common.notHere);
    return range ? readCount(value, ...range, [...path, name], problems) : null;
  };
  const [least, most] = [read(min, allowed?.min, 'min'), read(max, allowed?.max, 'max')];
  if (least !== null && most !== null && most < least) problems.add([...path, 'max'], say.order);
  return [least, kind === 'RATING' ? (most ?? DEFAULT_RATING) : most];
}

const CHOSEN: readonly QuestionDraft['kind'][] = ['SINGLE', 'MULTI', 'MATRIX'];

function readOptions({ kind, options }: QuestionDraft, path: Path, reading: Reading): readonly OptionTerms[] {
  if (!CHOSEN.includes(kind) && (options?.length ?? 0) > 0) reading.problems.add(path, common.notHere);
  if (!CHOSEN.includes(kind)) return [];
  const given = readSome(options, [2, MOST_OPTIONS], path, reading.problems);
  readCodes(given, 'other', path, reading.problems);
  return given.map((option, index) => ({ code: option.code, text: readTexts(option.text, [...path, index, 'text'], reading), scores: readScores(option, kind, [...path, index, 'scores'], reading) }));
}

function readScores({ scores }: OptionDraft, kind: QuestionDraft['kind'], path: Path, { problems }: Reading): Readonly<Record<string, number>> {
  const given = readSome(scores, [0, MOST_BRANCHES], path, problems);
  if (kind === 'MATRIX' && given.length > 0) problems.add(path, common.notHere);
  return Object.fromEntries(given.map(({ dimension, points }, index) => {
    readCount(points, -MOST_POINTS, MOST_POINTS, [...path, index, 'points'], problems);
    return [readWord(dimension, [...path, index, 'dimension'], problems), points];
  }));
}

function readRows({ kind, rows }: QuestionDraft, path: Path, reading: Reading): readonly MatrixRowTerms[] {
  if (kind !== 'MATRIX' && (rows?.length ?? 0) > 0) reading.problems.add(path, common.notHere);
  if (kind !== 'MATRIX') return [];
  const given = readSome(rows, [1, MOST_ROWS], path, reading.problems);
  readCodes(given, 'other', path, reading.problems);
  return given.map(({ code, text }, index) => ({ code, text: readTexts(text, [...path, index, 'text'], reading) }));
}
