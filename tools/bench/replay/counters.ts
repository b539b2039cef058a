import type { Run } from './plan';
import type { Recording } from './recording';

/** A number that follows from what was read: the member's wallet as it was, and by how much the operation moved it. */
interface Counter {
  readonly column: 'total' | 'lifetime_earned' | 'entry_count';
  /** Where it stands in a value: by position, or behind a name in a JSON text. */
  readonly at: number | string;
}

/** The ledger numbers a member's entries, and keeps running sums: two runs for one member cannot write the same. */
const COUNTERS: Readonly<Record<string, readonly Counter[]>> = {
  'points.upsert-wallets': [{ column: 'total', at: 1 }, { column: 'lifetime_earned', at: 5 }, { column: 'entry_count', at: 6 }],
  'points.insert-entries': [{ column: 'entry_count', at: '"number":' }, { column: 'total', at: '"balance_after":' }],
};

export interface Counters {
  /** The value at this position, where it is nothing but a counter. */
  whole(value: unknown, position: number): ((run: Run) => string) | null;
  /** The counters within a text, as they are written there. */
  marks(text: string): readonly string[];
  /** What stands for such a mark. */
  hole(mark: string): ((run: Run) => string) | null;
}

/** The counters of a statement's values. */
export function countersOf(name: string | null, recording: Recording): Counters {
  const own = COUNTERS[name ?? ''] ?? [];
  const wallets = recording.findIndex((statement) => statement.name === 'points.wallets');
  const moved = (column: Counter['column'], recorded: number) => {
    const by = recorded - Number(recording[wallets]?.rows[0]?.[column] ?? 0);
    return (run: Run): number => Number(run.results[wallets]?.[0]?.[column] ?? 0) + by;
  };
  const written = (text: string, at: string): string | undefined => new RegExp(`${at}-?\\d+`).exec(text)?.[0];
  return {
    whole: (value, position) => {
      const counter = own.find(({ at }) => at === position);
      if (!counter) return null;
      const now = moved(counter.column, Number(String(value).slice(1, -1)));
      return (run) => `{${now(run)}}`;
    },
    marks: (text) => own.flatMap(({ at }) => (typeof at === 'string' ? (written(text, at) ?? []) : [])),
    hole: (mark) => {
      const counter = own.find(({ at }) => typeof at === 'string' && mark.startsWith(at));
      if (!counter) return null;
      const now = moved(counter.column, Number(mark.slice(String(counter.at).length)));
      return (run) => `${counter.at}${now(run)}`;
    },
  };
}
