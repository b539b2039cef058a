import type { Run } from './plan';
import type { Recording } from './recording';

/** A number that follows from what was read: the member's wallet as it was, and by how much the operation moved it. */
interface Counter {
  readonly column: 'total' | 'lifetime_earned' | 'entry_count';
  /** Position among the statement's values: a column of rows, of which there is one. */
  readonly at: number;
}

/** The ledger numbers a member's entries, and keeps running sums: two runs for one member cannot write the same. */
const COUNTERS: Readonly<Record<string, readonly Counter[]>> = {
  'points.upsert-wallets': [{ column: 'total', at: 1 }, { column: 'lifetime_earned', at: 5 }, { column: 'entry_count', at: 6 }],
  'points.insert-entries': [{ column: 'entry_count', at: 2 }, { column: 'total', at: 5 }],
};

/** What stands for the value at a position, where it is a counter; else null. */
export type Counters = (value: unknown, position: number) => ((run: Run) => string) | null;

/** The counters among a statement's values. */
export function countersOf(name: string | null, recording: Recording): Counters {
  const own = COUNTERS[name ?? ''] ?? [];
  const wallets = recording.findIndex((statement) => statement.name === 'points.wallets');
  return (value, position) => {
    const counter = own.find(({ at }) => at === position);
    if (!counter) return null;
    const { column } = counter;
    const by = Number(String(value).slice(1, -1)) - Number(recording[wallets]?.rows[0]?.[column] ?? 0);
    return (run) => `{${Number(run.results[wallets]?.[0]?.[column] ?? 0) + by}}`;
  };
}
