import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { buffer } from 'node:stream/consumers';
import { Client } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';

const TABLES = ['order', 'line'] as const;

/** The limit of an import: the rows it ended in, and nothing but them, sent by COPY into tables like those they came from. */
export class CopyTables {
  private readonly client: Client;

  constructor(ownerUrl: string) {
    this.client = new Client({ connectionString: ownerUrl });
  }

  /** Tables with the same columns, checks and indexes. */
  async create(): Promise<void> {
    await this.client.connect();
    await this.client.query('CREATE SCHEMA bench');
    for (const table of TABLES) await this.client.query(`CREATE TABLE bench."${table}" (LIKE "order"."${table}" INCLUDING ALL)`);
  }

  /** The rows of orders whose external ids begin with `prefix`, as COPY writes them. */
  async read(prefix: string): Promise<readonly Buffer[]> {
    const orders = `SELECT * FROM "order"."order" AS o WHERE o.external_id LIKE '${prefix}-%'`;
    const lines = `SELECT l.* FROM "order".line AS l JOIN (${orders}) AS o ON (o.brand_id, o.id) = (l.brand_id, l.order_id)`;
    return [await this.copyOut(orders), await this.copyOut(lines)];
  }

  /** Answers how long it took, in seconds, commit included. */
  async write(tables: readonly Buffer[]): Promise<number> {
    const started = performance.now();
    await this.client.query('BEGIN');
    for (const [index, rows] of tables.entries()) await pipeline(Readable.from(rows), this.client.query(copyFrom(`COPY bench."${TABLES[index]}" FROM STDIN`)));
    await this.client.query('COMMIT');
    return (performance.now() - started) / 1_000;
  }

  async count(): Promise<readonly number[]> {
    const { rows } = await this.client.query<{ orders: number; lines: number }>('SELECT (SELECT count(*) FROM bench."order")::int AS orders, (SELECT count(*) FROM bench.line)::int AS lines');
    return [rows[0]?.orders ?? 0, rows[0]?.lines ?? 0];
  }

  async end(): Promise<void> {
    this.client.end().catch(() => undefined);
    await once(this.client, 'end');
  }

  private copyOut(query: string): Promise<Buffer> {
    return buffer(this.client.query(copyTo(`COPY (${query}) TO STDOUT`)));
  }
}
