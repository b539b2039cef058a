import { type Measured, median } from './measure';

export interface Ratio {
  readonly name: string;
  readonly byRound: readonly number[];
  /** Null: nobody has set one. */
  readonly aim: number | null;
}

export interface Finding {
  readonly title: string;
  readonly unit: string;
  readonly measured: readonly Measured[];
  readonly ratios: readonly Ratio[];
  /** What was checked on the way, and what else is worth knowing. */
  readonly notes: readonly string[];
}

const WIDTH = 46;

const figure = (value: number): string => (value >= 1_000 ? Math.round(value).toLocaleString('en') : value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value >= 0.1 ? value.toFixed(2) : value.toFixed(4)).padStart(9);

function line(name: string, values: readonly number[], end = ''): string {
  return `  ${name.padEnd(WIDTH)}${values.map(figure).join('')}  |${figure(median(values))}${end}`;
}

const aimText = (aim: number | null): string => (aim === null ? '' : `   aim ${aim}`);

/** A finding as text: every round, the median behind it, and how the ratios stand to what was aimed at. */
export function describeFinding({ title, unit, measured, ratios, notes }: Finding): string {
  return [
    '', `${title}  [${unit}; rounds | median]`,
    ...measured.map(({ name, figures }) => line(name, figures)),
    ...ratios.map(({ name, byRound, aim }) => line(`= ${name}`, byRound, `${aimText(aim)}${aim !== null && median(byRound) >= aim ? ', reached' : ''}`)),
    ...notes.map((note) => `  ${note}`),
  ].join('\n');
}

/** The ratios once more, in one table. */
export function summary(findings: readonly Finding[]): string {
  const rows = findings.flatMap(({ ratios }) => ratios).map(({ name, byRound, aim }) => `  ${name.padEnd(70)}${figure(median(byRound))}${aimText(aim)}`);
  return ['', 'Medians of the ratios, round by round', ...rows, ''].join('\n');
}
