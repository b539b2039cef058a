import { SIGNAL_CODES, SIGNALS } from '../src/domain/fraud/signals';
import { type Row, runRings, tableOf } from './support/rings/run';

// Never those the weights were chosen by: 1 to 20.
const SEEDS = (process.env['REGULARS_RING_SEEDS'] ?? '4711').split(',').map(Number);
/** For what is shown on purpose with less than all signals. */
const PLANTED = { seed: 4711, size: 100 };
const SIZE = Number(process.env['REGULARS_RING_SIZE'] ?? 200);

const of = (rows: readonly Row[], kind: Row['kind']): Row[] => rows.filter((row) => row.kind === kind);
const share = ({ stopped, claims }: Row): number => stopped / claims;

/** What a run shows that must not be; empty when all is well. */
const faults = (rows: readonly Row[]): string[] => [
  ...of(rows, 'FORBIDDEN').filter(({ paid }) => paid > 0).map(({ shape, paid }) => `${shape}: ${String(paid)} paid`),
  ...of(rows, 'SUSPICIOUS').filter((row) => share(row) < 0.9).map((row) => `${row.shape}: ${String(Math.round(100 * share(row)))} % stopped`),
  ...of(rows, 'HONEST').filter((row) => share(row) > 0.01).map((row) => `${row.shape}: ${String(row.stopped)} of ${String(row.claims)} stopped`),
];

describe('rings', () => {
  it.each(SEEDS)('are paid nothing, or are looked at, while who is honest waits for nobody: 20 shapes and 12 populations, seed %i', (seed) => {
    const rows = runRings({ seed, size: SIZE });
    if (SIZE >= 1_000) process.stdout.write(`seed ${String(seed)}\n${tableOf(rows)}\n`);
    expect(faults(rows)).toEqual([]);
    expect([of(rows, 'FORBIDDEN').length + of(rows, 'SUSPICIOUS').length, of(rows, 'HONEST').length]).toEqual([20, 12]);
    expect(rows.every(({ claims }) => claims >= SIZE)).toBe(true);
  });

  it('would be paid if what finds them counted for nothing', () => {
    const without = (...codes: readonly (typeof SIGNAL_CODES)[number][]): string[] =>
      faults(runRings({ ...PLANTED, weights: Object.fromEntries(codes.map((code) => [code, 0])) })).map((fault) => fault.split(':')[0] ?? '');
    expect(without('LIKE_REFERRER', 'LIKE_OTHERS')).toEqual(['one name, many numbers']);
    expect(without('NEVER_RETURN')).toEqual(['a clerk and a till', 'a star born today', 'many small hubs, one network', 'mules behind rented networks']);
    expect(without('FRESH_CHAIN')).toEqual(['a chain in a hurry']);
  });

  it('and the honest would wait if one signal alone decided', () => {
    const rows = runRings({ ...PLANTED, weights: { SAME_NETWORK: 2 * SIGNALS.SAME_NETWORK.weight } });
    expect(of(rows, 'HONEST').filter((row) => share(row) > 0.01).map(({ shape }) => shape)).toEqual(['offices behind one address', 'students of one dormitory']);
  });
});
