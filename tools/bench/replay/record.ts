import type { QueryConfig, QueryResult } from 'pg';
import { Lease } from '../../../libs/kernel/src/unit-of-work';

/** One statement of an operation, as the gateway sent it. */
export interface RecordedStatement {
  /** Null for what is no prepared statement: BEGIN, COMMIT, ROLLBACK. */
  readonly name: string | null;
  readonly text: string;
  readonly values: readonly unknown[];
  /** Which round trip it left with, from 1 on. */
  readonly flush: number;
  /** How many statements before it had been answered by then: it may depend on those. */
  readonly answered: number;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

let units = new Map<Lease, { answered: number; readonly statements: (RecordedStatement | undefined)[] }>();
const send = Lease.prototype.send;

/** Writes down every statement that units of work send from now on; without a recording nothing is in the way. */
export function recordStatements(): void {
  units = new Map();
  Lease.prototype.send = async function (this: Lease, query: QueryConfig): Promise<QueryResult> {
    const unit = units.get(this) ?? { answered: 0, statements: [] };
    units.set(this, unit);
    const place = unit.statements.push(undefined) - 1;
    const { answered } = unit;
    const sent = send.call(this, query);
    await Promise.resolve(); // by now it is on its way and counted, unless the connection has still to be borrowed
    const flush = Math.max(this.traffic.flushes, 1);
    const result = await sent;
    unit.answered++;
    unit.statements[place] = { name: query.name ?? null, text: query.text, values: query.values ?? [], flush, answered, rows: result.rows };
    return result;
  };
}

/** What was sent since `recordStatements`, by unit of work, in order. */
export function recordedStatements(): readonly (readonly RecordedStatement[])[] {
  Lease.prototype.send = send;
  const recorded = [...units.values()].map(({ statements }) => statements.filter((statement) => statement !== undefined));
  units = new Map();
  return recorded;
}
