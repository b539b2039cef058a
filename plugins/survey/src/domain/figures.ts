import { divideRoundHalfUp, formatDecimal, type Json } from '@regulars/plugin-sdk';
import type { QuestionTerms } from '../data/survey-terms';
import { BEST_NPS } from './answers';

/** An answer, and how often it was given. */
export interface Counted {
  readonly value: Json;
  readonly count: number;
}

export interface OptionCount {
  /** Of a MATRIX. */
  readonly row: string | null;
  readonly code: string;
  readonly count: number;
}

export interface Figures {
  readonly options: readonly OptionCount[];
  readonly average: string | null;
  readonly nps: string | null;
  readonly csat: string | null;
}

const SCALE = 2;
const HUNDRED = 100n;

/** To two decimals, halves away from zero; null of nothing. */
const ratio = (numerator: number, denominator: number, times = 1n): string | null =>
  denominator === 0 ? null : formatDecimal(divideRoundHalfUp(BigInt(numerator) * times * HUNDRED, BigInt(denominator)), SCALE);

export const averageOf = (total: number, count: number): string | null => ratio(total, count);

const sum = (counts: readonly Counted[], isOne: (value: number) => boolean = () => true): number => counts.reduce((all, { value, count }) => (isOne(Number(value)) ? all + count : all), 0);

/** Those of 9 and 10 less those of 0 to 6, in per cent of all. */
const npsOf = (counts: readonly Counted[]): string | null => ratio(sum(counts, (value) => value >= 9) - sum(counts, (value) => value <= 6), sum(counts), HUNDRED);

/** Those of 4 and 5 of 5, in per cent of all. */
const csatOf = (counts: readonly Counted[]): string | null => ratio(sum(counts, (value) => value >= 4), sum(counts), HUNDRED);

/** What answers to a question come to; every option is there, also one that nobody chose. */
export function figuresOf(question: QuestionTerms, counts: readonly Counted[]): Figures {
  const { kind } = question;
  const isScale = kind === 'RATING' || kind === 'NPS';
  const total = counts.reduce((all, { value, count }) => all + Number(value) * count, 0);
  return {
    options: optionsOf(question).map((option) => ({ ...option, count: counts.reduce((all, { value, count }) => (isChosen(option, value) ? all + count : all), 0) })),
    average: isScale ? averageOf(total, sum(counts)) : null,
    nps: kind === 'NPS' ? npsOf(counts) : null,
    csat: kind === 'RATING' && question.max === 5 ? csatOf(counts) : null,
  };
}

function optionsOf({ kind, options, rows, max }: QuestionTerms): readonly Omit<OptionCount, 'count'>[] {
  const scale = (from: number, to: number): Omit<OptionCount, 'count'>[] => Array.from({ length: to - from + 1 }, (_, index) => ({ row: null, code: String(from + index) }));
  if (kind === 'RATING') return scale(1, max ?? 0);
  if (kind === 'NPS') return scale(0, BEST_NPS);
  return kind === 'MATRIX' ? rows.flatMap((row) => options.map(({ code }) => ({ row: row.code, code }))) : options.map(({ code }) => ({ row: null, code }));
}

function isChosen({ row, code }: Omit<OptionCount, 'count'>, value: Json): boolean {
  if (row !== null) return (value as Readonly<Record<string, string>> | null)?.[row] === code;
  return Array.isArray(value) ? value.includes(code) : String(value) === code;
}

/** What answers are grouped by: one of several options is in the group of each. */
export function groupsOf(grouping: Json): readonly (string | null)[] {
  if (Array.isArray(grouping)) return grouping.map(String);
  return [grouping === null || typeof grouping === 'object' ? null : String(grouping)];
}
