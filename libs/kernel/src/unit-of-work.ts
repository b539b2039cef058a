import type { Writable } from 'node:stream';
import type { Statement } from '@regulars/plugin-sdk';
import type { Pool, PoolClient, QueryConfig, QueryResult } from 'pg';

/** What a transaction is entered with (see the SQL function `platform.enter`). */
export interface Entry {
  readonly brandId: string;
  /** The brand's now as far as this node can tell; null asks the database. */
  readonly now: Date | null;
  readonly operator: boolean;
  readonly readOnly: boolean;
  /** Work in large batches: planning costs nothing beside it, and tables may grow by much while a plan is kept. */
  readonly batch?: boolean;
  /** Uuids of the stores whose rows are seen; null: of all. */
  readonly stores?: readonly string[] | null;
}

export interface Entered {
  readonly databaseNow: Date;
  /** Null on the platform audience. */
  readonly revision: bigint | null;
  /** How long the answer took, in ms: what `databaseNow` may be off by. */
  readonly took: number;
}

/** Counts what a request costs, on all of its connections: a flush begins when a statement is sent while none is in flight. */
export interface Traffic {
  flushes: number;
  statements: number;
  /** Names of the statements, in the order in which they were sent. */
  readonly names: string[];
  /** Statements whose answers are not there yet. */
  inFlight: number;
}

export const noTraffic = (): Traffic => ({ flushes: 0, statements: 0, names: [], inFlight: 0 });

const gathering = new WeakSet<PoolClient>();

const streamOf = (client: PoolClient): Writable => (client as unknown as { readonly connection: { readonly stream: Writable } }).connection.stream;

/** What is sent at once leaves at once: one system call, and one waking of the server, for all of it. */
function gather(client: PoolClient): void {
  if (gathering.has(client)) return;
  gathering.add(client);
  streamOf(client).cork();
  process.nextTick(() => release(client));
}

function release(client: PoolClient): void {
  if (gathering.delete(client)) streamOf(client).uncork();
}

/** A socket's own error is no `Error` to code that runs in another realm than the runtime's, and would lose its code there. */
function asError(error: unknown): Error {
  if (error instanceof Error) return error;
  const { message, code } = (error ?? {}) as { message?: unknown; code?: unknown };
  return Object.assign(new Error(typeof message === 'string' ? message : 'Connection terminated', { cause: error }), code === undefined ? {} : { code });
}

const LARGE = 65_536;

/** Worth its own system call: the server begins with it while what is sent next is still being made. */
const isLarge = ({ values }: QueryConfig): boolean => values?.some((value) => typeof value === 'string' && value.length > LARGE) ?? false;

/** One pipelined connection, borrowed for one unit of work. */
export class Lease {
  private readonly client: Promise<PoolClient>;
  /** Statements that wait for the connection, until there are none: then it is in `connected`. */
  private waiting = 0;
  private connected: PoolClient | null = null;

  constructor(pool: Pool, readonly traffic: Traffic) {
    this.client = pool.connect().catch((error: unknown) => {
      throw asError(error);
    });
    this.client.catch(() => undefined);
  }

  /** Sends at once, so that what takes long to make follows what takes long to do; while there is no connection yet, in turn. */
  async send(query: QueryConfig): Promise<QueryResult> {
    if (this.connected) return this.sendTo(this.connected, query);
    this.waiting++;
    const client = await this.client;
    const answer = this.sendTo(client, query);
    if (--this.waiting === 0) this.connected = client;
    return answer;
  }

  private async sendTo(client: PoolClient, query: QueryConfig): Promise<QueryResult> {
    gather(client);
    if (this.traffic.inFlight++ === 0) this.traffic.flushes++;
    this.traffic.statements++;
    this.traffic.names.push(query.name ?? query.text);
    try {
      const answer = client.query(query);
      if (isLarge(query)) release(client);
      return await answer;
    } catch (error) {
      throw asError(error);
    } finally {
      this.traffic.inFlight--;
    }
  }

  /** Ends the connection, whatever it waits for: the server rolls back what was not committed. */
  abandon(reason: Error): void {
    this.client.then((client) => (client as unknown as { connection: { stream: { destroy(error: Error): void } } }).connection.stream.destroy(reason), () => undefined);
  }

  /** Gives the connection back; a broken one is closed instead. */
  async release(broken?: Error): Promise<void> {
    const client = await this.client.catch(() => null);
    client?.release(broken);
  }
}

/** From here to the end of the transaction each statement is planned for its values, where that seems worth it. */
const PLAN_BY_VALUES = { text: 'SET LOCAL plan_cache_mode = auto' };

/** The best plan depends on how many rows are asked for, or on what a pattern looks like. */
const needsItsValues = (text: string): boolean => text.includes('LIMIT $') || text.includes('LIKE');
function enterAs({ brandId, now, operator, stores = null }: Entry): QueryConfig {
  const values = [brandId, now, operator];
  // In two statements of their own: nobody whose rights are not limited pays for those whose are.
  return stores === null
    ? { name: 'platform.enter', text: 'SELECT database_now, revision FROM platform.enter($1, $2, $3)', values }
    : { name: 'platform.enter-stores', text: 'SELECT database_now, revision FROM platform.enter($1, $2, $3, $4::uuid[])', values: [...values, stores] };
}

const seeStores = (stores: readonly string[]): QueryConfig => ({ name: 'platform.see-stores', text: 'SELECT platform.see_stores($1::uuid[])', values: [stores] });
const SEE_ALL: QueryConfig = { name: 'platform.see-all-stores', text: 'SELECT platform.see_stores(NULL)' };

const ABORTED = '25P02'; // "current transaction is aborted": the consequence of another statement's failure

interface Sent {
  readonly outcome: Promise<unknown>;
  failure?: { readonly error: unknown };
}

/**
 * One transaction on a pipelined connection. BEGIN and the brand travel with the first statement, COMMIT with the
 * last. After the end began nothing more is sent: a sibling that is still running cannot write outside of it.
 */
export class Transaction {
  readonly entered: Promise<Entered>;
  private readonly sent: Sent[] = [];
  private readonly conditions: Promise<unknown>[] = [];
  private over = false;
  private doom: Error | null = null;
  private plansByValues = false;

  constructor(private readonly lease: Lease, private readonly entry: Entry, onEntered: (entered: Entered, transaction: Transaction) => void) {
    // What travels with it would else be answered without a brand, and believed.
    this.track(lease.send({ text: entry.readOnly ? 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY' : 'BEGIN READ WRITE' })).catch((error: Error) => this.condemn(error));
    if (entry.batch) this.planByValues();
    const started = performance.now();
    const enter = lease
      .send(enterAs(entry))
      .then(({ rows: [row] }) => {
        const entered = { databaseNow: row.database_now, revision: row.revision, took: performance.now() - started };
        onEntered(entered, this);
        return entered;
      });
    this.entered = this.track(enter);
    this.awaitBeforeCommit(this.entered);
  }

  /** Its outcome may condemn the transaction: COMMIT is not sent before it is known. */
  awaitBeforeCommit(outcome: Promise<unknown>): void {
    this.conditions.push(outcome);
  }

  /** Fails whatever is sent from here on, and what is already underway, with `reason`. */
  condemn(reason: Error): void {
    this.doom ??= reason;
  }

  get reason(): Error | null {
    return this.doom;
  }

  /** Sends at once. `blame` stands on the error, should this be the statement that fails. */
  sql<R>(statement: Statement<R>, blame?: string): Promise<R[]> {
    // The three travel together, in this order: nothing else is sent between them.
    const { stores = null } = this.entry;
    const across = stores !== null && statement.acrossStores === true;
    if (across) this.query(SEE_ALL).catch(() => undefined);
    const rows = this.query({ name: statement.name, text: statement.text, values: statement.values as unknown[] }, blame).then((result) => result.rows as R[]);
    if (across) this.query(seeStores(stores)).catch(() => undefined);
    rows.catch(() => undefined); // a write may be left to the commit, which fails with it
    return rows;
  }

  query(query: QueryConfig, blame?: string): Promise<QueryResult> {
    if (this.over) return Promise.reject(new Error('The unit of work is over: nothing can be sent any more'));
    if (this.doom) return Promise.reject(this.doom);
    if (!this.plansByValues && needsItsValues(query.text)) this.planByValues();
    return this.track(
      this.lease.send(query).then(
        (result) => {
          if (this.doom) throw this.doom;
          return result;
        },
        (error: Error) => {
          throw Object.assign(error, { statement: query.name, blame: (error as { blame?: string }).blame ?? blame });
        },
      ),
    );
  }

  /** Throws the first failure of any statement, waited for or not; then nothing is committed. */
  async commit(last: () => void = () => undefined): Promise<void> {
    // COMMIT never travels with a statement whose answer may forbid it. Mostly that answer is long there.
    await Promise.allSettled(this.conditions);
    if (this.doom) throw this.doom;
    last();
    this.over = true;
    const commit = this.lease.send({ text: 'COMMIT' });
    commit.catch(() => undefined);
    await Promise.allSettled(this.sent.map(({ outcome }) => outcome));
    const { command } = await commit;
    if (this.doom) throw this.doom;
    const failed = this.firstFailure();
    if (failed) throw failed.error;
    if (command !== 'COMMIT') throw new Error('The transaction was rolled back by the database');
  }

  /** What is underway is waited for, verdicts on the transaction too: `reason` is final afterwards. */
  async rollback(): Promise<void> {
    this.over = true;
    await Promise.allSettled([...this.sent.map(({ outcome }) => outcome), ...this.conditions]);
    await this.lease.send({ text: 'ROLLBACK' });
  }

  /** What went wrong first in the pipeline: the error that the ones behind it are consequences of. */
  firstFailure(): { readonly error: unknown } | undefined {
    const failures = this.sent.flatMap(({ failure }) => failure ?? []);
    return failures.find(({ error }) => (error as { code?: string }).code !== ABORTED) ?? failures[0];
  }

  private planByValues(): void {
    this.plansByValues = true;
    void this.track(this.lease.send(PLAN_BY_VALUES));
  }

  private track<T>(outcome: Promise<T>): Promise<T> {
    const sent: Sent = { outcome };
    this.sent.push(sent);
    outcome.catch((error: unknown) => {
      sent.failure = { error };
    });
    return outcome;
  }
}
