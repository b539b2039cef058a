import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import type { Brand, Context, TaskRun } from '@regulars/plugin-sdk';
import { from as copyFrom } from 'pg-copy-streams';
import type { Runtime } from '../runtime';
import { allowLongerStatements } from '../worker/background-limits';
import { connectLike } from '../worker/connections';
import { systemScope } from '../worker/scope';
import { copyRow } from './copy-text';

/** The brand has the task's module switched off, or its plan no longer grants it. */
export class ModuleOff extends Error {}

/** What one run of a task works with. */
export class BrandTaskRun implements TaskRun {
  constructor(private readonly runtime: Runtime, readonly brand: Brand, private readonly module: string, private readonly name: string, readonly signal: AbortSignal) {}

  async transaction<T>(work: (ctx: Context) => Promise<T>): Promise<T> {
    this.signal.throwIfAborted();
    return this.conclude(work);
  }

  conclude<T>(work: (ctx: Context) => Promise<T>): Promise<T> {
    return this.runtime.transaction(systemScope(this.brand.id, this.name), (ctx) => {
      if (!ctx.brand.modules.has(this.module)) throw new ModuleOff(`${this.module} is off`);
      void ctx.sql(allowLongerStatements());
      return work(ctx);
    });
  }

  /**
   * On a connection of its own, which COPY takes over until its end. PostgreSQL does not copy into tables with
   * row-level security, so the rows go into a temporary table first and from there, checked, in one statement.
   */
  async copy(table: string, columns: readonly string[], rows: AsyncIterable<readonly unknown[]>): Promise<void> {
    this.signal.throwIfAborted();
    const client = await connectLike(this.runtime.app, { statement_timeout: 0, idle_in_transaction_session_timeout: 60_000 });
    const [target, names] = [quoted(table, client), columns.map((column) => client.escapeIdentifier(column)).join(', ')];
    try {
      await client.query('BEGIN READ WRITE');
      await client.query('SELECT FROM platform.enter($1, NULL, false)', [this.brand.id]);
      await client.query(`CREATE TEMPORARY TABLE copied ON COMMIT DROP AS SELECT ${names} FROM ${target} WITH NO DATA`);
      const sink = client.query(copyFrom(`COPY pg_temp.copied (${names}) FROM STDIN`));
      await pipeline(Readable.from(chunks(rows)), sink, { signal: this.signal });
      await client.query(`INSERT INTO ${target} (${names}) SELECT ${names} FROM pg_temp.copied`);
      await client.query('COMMIT');
    } finally {
      // Ends the transaction too, where it was not committed.
      await client.end().catch(() => undefined);
    }
  }
}

const quoted = (table: string, client: { escapeIdentifier(name: string): string }): string =>
  table.split('.').map((part) => client.escapeIdentifier(part.replace(/^"(.*)"$/, '$1'))).join('.');

const CHUNK_LENGTH = 65_536;

/** Rows in pieces large enough that the stream's own work per piece does not count. */
async function* chunks(rows: AsyncIterable<readonly unknown[]>): AsyncGenerator<Buffer> {
  let text = '';
  for await (const row of rows) {
    text += copyRow(row);
    if (text.length < CHUNK_LENGTH) continue;
    yield Buffer.from(text);
    text = '';
  }
  if (text) yield Buffer.from(text);
}
