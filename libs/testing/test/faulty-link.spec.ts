import { Client } from 'pg';
import { createEmptyDatabase, FaultyLink, type TestDatabase } from '../src';

describe('a link to the database that can be broken', () => {
  let database: TestDatabase;
  let owner: Client;
  let link: FaultyLink;

  beforeAll(async () => {
    database = await createEmptyDatabase();
    owner = new Client({ connectionString: database.ownerUrl });
    await owner.connect();
    await owner.query('CREATE TABLE sold (text text)');
  });
  beforeEach(async () => {
    await owner.query('TRUNCATE sold');
    link = await FaultyLink.to(database.ownerUrl);
  });
  afterEach(async () => {
    await link.stop();
  });
  afterAll(async () => {
    await owner.end();
    await database.drop();
  });

  async function connect(): Promise<Client> {
    const client = new Client({ connectionString: link.through(database.ownerUrl) });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }
  const sell = async (client: Client, text: string): Promise<void> => {
    await client.query('BEGIN');
    await client.query('INSERT INTO sold VALUES ($1)', [text]);
    await client.query('COMMIT');
  };
  const sold = async (): Promise<string[]> => (await owner.query<{ text: string }>('SELECT text FROM sold ORDER BY text')).rows.map(({ text }) => text);

  it('keeps to itself that the transaction with a text has taken effect, and tells of all others', async () => {
    const [one, two] = [await connect(), await connect()];
    let isTold = false;
    const intercepted = link.interceptCommitOf('the second');
    await sell(one, 'the first');
    await one.query('SELECT 1');
    const told = sell(one, 'the second').then(() => (isTold = true), () => undefined);
    await intercepted;
    await sell(two, 'the third');
    expect([isTold, await sold()]).toEqual([false, ['the first', 'the second', 'the third']]);
    await link.stop();
    await told;
    expect(isTold).toBe(false);
    link = await FaultyLink.to(database.ownerUrl);
  });

  it('does not take for it what is rolled back', async () => {
    const client = await connect();
    let isIntercepted = false;
    void link.interceptCommitOf('the first').then(() => (isIntercepted = true));
    await client.query('BEGIN');
    await client.query('INSERT INTO sold VALUES ($1)', ['the first']);
    await client.query('ROLLBACK');
    expect([isIntercepted, await sold()]).toEqual([false, []]);
  });

  it('that is late is late once for what is sent together', async () => {
    const client = new Client({ connectionString: link.through(database.ownerUrl), pipeline: true } as ConstructorParameters<typeof Client>[0]);
    await client.connect();
    link.delay(100);
    const began = performance.now();
    await Promise.all(Array.from({ length: 20 }, () => client.query('SELECT 1')));
    const took = performance.now() - began;
    expect(took).toBeGreaterThanOrEqual(190);
    expect(took).toBeLessThan(3_500); // one after the other it would be 4 s
    link.mend();
    await client.end();
  });

  it('that is slow takes its time for what is long', async () => {
    const client = await connect();
    link.slow(100_000);
    const began = performance.now();
    const { rows } = await client.query<{ text: string }>(`SELECT repeat('x', 50000) AS text`);
    expect(rows[0]?.text).toHaveLength(50_000);
    expect(performance.now() - began).toBeGreaterThanOrEqual(490);
  });

  it('resets a connection by what it was to carry, and no other', async () => {
    const [one, two] = [await connect(), await connect()];
    link.resetSome(1);
    await expect(sell(one, 'lost')).rejects.toThrow(/terminated|ECONNRESET/);
    link.mend();
    await sell(two, 'kept');
    expect(await sold()).toEqual(['kept']);
  });

  it('that swallows everything keeps the server from learning that a caller is gone, until it is mended', async () => {
    const client = await connect();
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const isThere = async (): Promise<boolean> => (await owner.query('SELECT FROM pg_stat_activity WHERE pid = $1', [rows[0]?.pid])).rowCount === 1;
    link.swallow();
    (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
    for (let look = 0; look < 10; look++) expect(await isThere()).toBe(true);
    link.mend();
    for (let look = 0; look < 500 && await isThere(); look++) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(await isThere()).toBe(false);
  });
});
