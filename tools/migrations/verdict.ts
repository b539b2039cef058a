import type { Felt, MeasuredStep, MeasuredUpgrade } from './measure';

/** A query may take this long while a migration runs, in ms. */
export const LIMIT_MS = 200;
/** On a machine that makes queries slow by itself, a migration may not make them this much slower. */
const OVER_NOISE = 2;

/** Migrations that installations may have run, and so stay as they are. The page for operators says what to do about them. */
export const KNOWN: Readonly<Record<string, string>> = {
  'member/MergeAndErase1790500000001': 'reads every member four times, and nobody looks one up meanwhile',
  'order/NarrowOrders1790600003000': 'reads every order once, and no order is taken meanwhile',
};

/** What is wrong with an upgrade; nothing, when the shop did not notice. */
export function problemsOf({ quiet, steps }: MeasuredUpgrade): string[] {
  const limit = limitOver(quiet);
  return [
    ...quiet.failures.map((failure) => `failed before any migration: ${failure}`),
    ...steps.filter(({ step }) => !(step in KNOWN)).flatMap((step) => [
      ...step.failures.map((failure) => `${step.step} made a query fail: ${failure}`),
      ...((step.slowest?.ms ?? 0) > limit ? [`${step.step} held up "${step.slowest?.name ?? ''}" for ${ms(step.slowest?.ms)}, and ${ms(limit)} is the limit`] : []),
    ]),
  ];
}

const limitOver = (quiet: Felt): number => Math.max(LIMIT_MS, OVER_NOISE * (quiet.slowest?.ms ?? 0));

const ms = (value = 0): string => `${value.toFixed(0)} ms`;
const slowest = ({ slowest: query, queries }: Felt): string => (query ? `slowest of ${queries} queries ${ms(query.ms)} (${query.name})` : 'no query meanwhile');

const lineOf = (step: MeasuredStep): string =>
  `  ${step.step}: ${ms(step.took)}, ${slowest(step)}${step.failures.length > 0 ? `, failed: ${step.failures.join('; ')}` : ''}${step.step in KNOWN ? ` [known: ${KNOWN[step.step]}]` : ''}`;

export function reportOf(upgrade: MeasuredUpgrade): string {
  const { from, filled, quiet, steps } = upgrade;
  return [
    `From release ${from.commit.slice(0, 7)} (${from.says}); filled: ${filled.join(', ') || 'nothing more'}`,
    `  without migrations: ${slowest(quiet)}`,
    ...steps.map(lineOf),
    ...(steps.length === 0 ? ['  there is no migration since'] : []),
  ].join('\n');
}
