import type { KnownOrder } from '../../libs/order/src/domain/lock-batch';
import type { AccrualRow } from '../../libs/points/src/data/accrual.statements';
import type { OrderExplanation } from '../../libs/points/src/domain/explanation';
import type { PostedEntry } from '../../libs/points/src/domain/ledger-rows';
import type { Lot, Wallet } from '../../libs/points/src/domain/wallet';
import type { Standing } from '../../libs/tier/src/domain/standing';
import type { EntryRow, HeldCardRow } from '../../plugins/stamp-card/src/data/stamp.statements';

/** What a simulated installation keeps: plain rows by key, as the tables of the modules have them. */
export interface Rows {
  readonly members: { readonly id: string; readonly status: 'ACTIVE' | 'FROZEN'; readonly joinedAt: number };
  readonly orders: KnownOrder;
  readonly accruals: AccrualRow & { readonly explanation: OrderExplanation };
  readonly wallets: Omit<Wallet, 'lots' | 'holds' | 'isWhole'>;
  readonly lots: { readonly memberId: string; readonly lot: Lot };
  readonly entries: PostedEntry;
  readonly stamps: EntryRow;
  readonly cards: { readonly programId: string; readonly memberId: string; readonly number: number; readonly stamps: number; readonly held: HeldCardRow };
  /** Rewards that are given; what was taken back is not there. */
  readonly rewards: { readonly memberId: string; readonly lotId: string };
  readonly standings: { readonly memberId: string; readonly standings: readonly Standing[]; readonly nextAt: number | null };
  /** Answers by idempotency key. */
  readonly answers: { readonly answer: string };
}

export type TableName = keyof Rows;

type Tables = { readonly [T in TableName]: Map<string, Rows[T]> };

const NAMES: readonly TableName[] = ['members', 'orders', 'accruals', 'wallets', 'lots', 'entries', 'stamps', 'cards', 'rewards', 'standings', 'answers'];

const emptyTables = (): Tables => Object.fromEntries(NAMES.map((name) => [name, new Map()])) as unknown as Tables;

/** The process ended here. */
export class Crash extends Error {}

/** What is committed. A row that is there is never changed, only replaced. */
export class Store {
  private readonly tables = emptyTables();

  row<T extends TableName>(table: T, key: string): Rows[T] | undefined {
    return this.tables[table].get(key);
  }

  rows<T extends TableName>(table: T): readonly Rows[T][] {
    return [...this.tables[table].values()];
  }

  keys(table: TableName): readonly string[] {
    return [...this.tables[table].keys()];
  }

  take(writes: readonly Write[]): void {
    for (const { table, key, row } of writes) {
      const rows = this.tables[table] as Map<string, unknown>;
      if (row === null) rows.delete(key);
      else rows.set(key, frozen(row));
    }
  }
}

/** A rule that changes what it was given to read is told so at once. */
function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const part of Object.values(value)) frozen(part);
  return Object.freeze(value);
}

export interface Write {
  readonly table: TableName;
  readonly key: string;
  /** Null: it goes. */
  readonly row: object | null;
}

/** One unit of work: it reads what is committed and what it has written itself; all of its writes are kept or none. */
export class Transaction {
  readonly writes: Write[] = [];
  private readonly own = new Map<TableName, Map<string, Write>>();

  /** @param cutAt the process ends instead of making this write, counted from 0 */
  constructor(private readonly store: Store, private readonly cutAt: number) {}

  row<T extends TableName>(table: T, key: string): Rows[T] | undefined {
    const written = this.own.get(table)?.get(key);
    return written ? ((written.row ?? undefined) as Rows[T] | undefined) : this.store.row(table, key);
  }

  rows<T extends TableName>(table: T): readonly Rows[T][] {
    const own = this.own.get(table);
    if (!own) return this.store.rows(table);
    const keys = new Set([...this.store.keys(table), ...own.keys()]);
    return [...keys].flatMap((key) => this.row(table, key) ?? []);
  }

  put<T extends TableName>(table: T, key: string, row: Rows[T] | null): void {
    if (this.writes.length >= this.cutAt) throw new Crash();
    const write = { table, key, row };
    this.writes.push(write);
    const own = this.own.get(table) ?? new Map<string, Write>();
    this.own.set(table, own.set(key, write));
  }
}
