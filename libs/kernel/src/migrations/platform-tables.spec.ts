import { createTestDatabase, type TestDatabase } from '../../test/platform';
import { Client } from 'pg';
import { noteModule } from '../../test/note-module';

const NIL = '00000000-0000-0000-0000-000000000000';

describe('the platform schema', () => {
  let database: TestDatabase;
  let owner: Client;
  let app: Client;
  let relay: Client;
  let boba: string;
  let bare: string;

  async function connect(url: string): Promise<Client> {
    const client = new Client({ connectionString: url });
    await client.connect();
    return client;
  }

  const newBrand = async (code: string, sandbox: boolean): Promise<string> => {
    const { rows } = await owner.query(
      `INSERT INTO platform.brand (code, name, time_zone, currency, region, plan_code, sandbox) VALUES ($1, $1, 'Asia/Taipei', 'TWD', 'TW', 'all', $2) RETURNING id`,
      [code, sandbox],
    );
    return rows[0].id;
  };

  beforeAll(async () => {
    database = await createTestDatabase([noteModule()]);
    [owner, app, relay] = await Promise.all([connect(database.ownerUrl), connect(database.appUrl), connect(database.relayUrl)]);
    await owner.query(`INSERT INTO platform.plan (code, name) VALUES ('all', 'All')`);
    boba = await newBrand('boba', true);
    bare = await newBrand('bare', false);
  });
  afterAll(async () => {
    await Promise.all([owner.end(), app.end(), relay.end()]);
    await database.drop();
  });
  afterEach(async () => {
    await app.query('ROLLBACK');
  });

  async function enter(brand: string, now: Date | null = null, operator = false) {
    await app.query('BEGIN');
    const { rows } = await app.query('SELECT * FROM platform.enter($1, $2, $3)', [brand, now, operator]);
    return rows[0];
  }

  const codeOf = (work: Promise<unknown>): Promise<string> => work.then(() => 'done', (error: { code: string }) => error.code);

  describe('enter', () => {
    it('answers the database\'s time and the brand\'s revision', async () => {
      const entered = await enter(bare);
      expect(entered.revision).toBe('1');
      expect(entered.brand_now.getTime()).toBeLessThanOrEqual(entered.database_now.getTime());
    });

    it('has no revision for operators', async () => {
      expect(await enter(NIL, null, true)).toMatchObject({ revision: null });
      expect((await app.query('SELECT count(*)::int AS brands FROM platform.brand')).rows).toEqual([{ brands: 2 }]);
    });

    it('fixes now to the millisecond, and everything ends with the transaction', async () => {
      const now = new Date('2026-05-01T10:00:00.123Z');
      await enter(boba, now);
      expect((await app.query('SELECT platform.current_now() AS now, platform.current_brand() AS brand')).rows).toEqual([{ now, brand: boba }]);
      await app.query('COMMIT');
      expect((await app.query('SELECT platform.current_now() AS now, platform.current_brand() AS brand, platform.is_operator() AS operator')).rows).toEqual([{ now: null, brand: null, operator: false }]);
    });

    it('takes the time from where a sandbox clock stands', async () => {
      await owner.query(`UPDATE platform.brand SET clock_offset = interval '-400 days 1 hour' WHERE id = $1`, [boba]);
      const { database_now, brand_now } = await enter(boba);
      expect(Math.abs(brand_now.getTime() - (database_now.getTime() - (400 * 24 - 1) * 3_600_000))).toBeLessThan(1_000);
    });

    it('lets no real brand have a clock of its own', async () => {
      expect(await codeOf(owner.query(`UPDATE platform.brand SET clock_offset = '1 day' WHERE id = $1`, [bare]))).toBe('23514');
    });
  });

  describe('brands', () => {
    it('shows one brand to itself and lets operators alone add one', async () => {
      await enter(bare);
      expect((await app.query('SELECT code FROM platform.brand')).rows).toEqual([{ code: 'bare' }]);
      const insert = `INSERT INTO platform.brand (code, name, time_zone, currency, region, plan_code) VALUES ('third', 'T', 'UTC', 'TWD', 'TW', 'all')`;
      expect(await codeOf(app.query(insert))).toBe('42501');
      await app.query('ROLLBACK');
      await enter(NIL, null, true);
      expect(await codeOf(app.query(insert))).toBe('done');
    });

    it.each(['code', 'sandbox', 'plan_code', 'id'])('keeps %s out of reach', async (column) => {
      await enter(bare);
      expect(await codeOf(app.query(`UPDATE platform.brand SET ${column} = ${column}`))).toBe('42501');
    });

    it('is read by nobody before a brand is entered', async () => {
      const { rows } = await app.query(`SELECT (SELECT count(*) FROM platform.brand)::int AS brands, (SELECT count(*) FROM platform.event)::int AS events`);
      expect(rows).toEqual([{ brands: 0, events: 0 }]);
    });
  });

  describe('track_revision', () => {
    const revision = async (): Promise<number> => Number((await owner.query('SELECT revision FROM platform.brand WHERE id = $1', [bare])).rows[0].revision);

    it('counts once per transaction, and not at all when it rolls back', async () => {
      const before = await revision();
      await enter(bare);
      await app.query(`INSERT INTO platform.brand_plugin (plugin) VALUES ('a'), ('b')`);
      await app.query(`UPDATE platform.brand_plugin SET enabled = false`);
      await app.query('COMMIT');
      expect(await revision()).toBe(before + 1);
      await enter(bare);
      await app.query('DELETE FROM platform.brand_plugin');
      await app.query('ROLLBACK');
      expect(await revision()).toBe(before + 1);
    });

    it('counts again after a savepoint took the first count back', async () => {
      const before = await revision();
      await enter(bare);
      await app.query('SAVEPOINT rehearsal');
      await app.query(`INSERT INTO platform.brand_plugin (plugin) VALUES ('c')`);
      await app.query('ROLLBACK TO rehearsal');
      await app.query(`INSERT INTO platform.brand_plugin (plugin) VALUES ('d')`);
      await app.query('COMMIT');
      expect(await revision()).toBe(before + 1);
    });

    it('follows the brand and its plan', async () => {
      const before = await revision();
      await enter(bare);
      await app.query(`UPDATE platform.brand SET name = 'Renamed'`);
      await app.query('COMMIT');
      expect(await revision()).toBe(before + 1);
      await owner.query(`UPDATE platform.plan SET plugins = '{stamp-card}' WHERE code = 'all'`);
      expect(await revision()).toBe(before + 2);
    });
  });

  describe('protect', () => {
    it('fills in the brand, and refuses another\'s', async () => {
      await enter(bare);
      await app.query(`INSERT INTO note.note (text) VALUES ('mine')`);
      expect((await app.query('SELECT brand_id FROM note.note')).rows).toEqual([{ brand_id: bare }]);
      expect(await codeOf(app.query(`INSERT INTO note.note (brand_id, text) VALUES ($1, 'foreign')`, [boba]))).toBe('42501');
    });

    it('refuses a table that has no brand', async () => {
      await owner.query('BEGIN; CREATE TABLE note.loose (id int PRIMARY KEY)');
      await expect(owner.query(`CALL platform.protect('note.loose')`)).rejects.toThrow('note.loose has no brand_id uuid NOT NULL');
      await owner.query('ROLLBACK');
    });
  });

  describe('the event log', () => {
    const insert = `INSERT INTO platform.event (name, payload, actor) VALUES ('note.taken', '{}', 'spec')`;

    it.each(['UPDATE platform.event SET name = name', 'DELETE FROM platform.event', 'TRUNCATE platform.event'])('refuses the application and the owner: %s', async (sql) => {
      await enter(bare);
      await app.query(insert);
      expect(await codeOf(app.query(sql))).toBe('42501');
      expect(await codeOf(owner.query(sql))).toBe('42501');
    });

    it('stamps a place not below the transaction\'s, and the brand\'s time', async () => {
      const now = new Date('2026-05-01T10:00:00Z');
      await enter(bare, now);
      await app.query(insert);
      const { rows } = await app.query('SELECT at, xid >= pg_current_xact_id() AS behind FROM platform.event');
      expect(rows).toEqual([{ at: now, behind: true }]);
    });
  });

  describe('credentials', () => {
    const hash = Buffer.alloc(32, 1);
    const find = async (): Promise<string[]> => (await app.query('SELECT name FROM platform.credential_by_hash($1)', [hash])).rows.map((row) => row.name);

    beforeAll(() => owner.query(
      `INSERT INTO platform.credential (token_hash, audience, brand_id, kind, name, permissions) VALUES ($1, 'staff', $2, 'staff', 'till', '{order:write}')`, [hash, bare]));

    it('are found by their hash and not otherwise', async () => {
      expect(await find()).toEqual(['till']);
      await enter(bare, null, true);
      expect(await codeOf(app.query('SELECT FROM platform.credential'))).toBe('42501');
    });

    it('are gone once expired or revoked', async () => {
      await owner.query(`UPDATE platform.credential SET expires_at = clock_timestamp() - interval '1 ms'`);
      expect(await find()).toEqual([]);
      await owner.query(`UPDATE platform.credential SET expires_at = clock_timestamp() + interval '1 hour'`);
      expect(await find()).toEqual(['till']);
      await owner.query('UPDATE platform.credential SET revoked_at = clock_timestamp()');
      expect(await find()).toEqual([]);
    });
  });

  describe('add_job', () => {
    it('queues with the transaction, for the current brand only', async () => {
      const payload = (brandId: string) => JSON.stringify({ brandId, payload: { n: 1 } });
      await enter(bare);
      await app.query('SELECT platform.add_job($1, $2::json)', ['note.copy', payload(bare)]);
      await app.query('ROLLBACK');
      await enter(bare);
      expect(await codeOf(app.query('SELECT platform.add_job($1, $2::json)', ['note.copy', payload(boba)]))).toBe('42501');
      await app.query('ROLLBACK');
      expect((await relay.query('SELECT count(*)::int AS jobs FROM graphile_worker._private_jobs')).rows).toEqual([{ jobs: 0 }]);
      await enter(bare);
      await app.query('SELECT platform.add_job($1, $2::json)', ['note.copy', payload(bare)]);
      await app.query('COMMIT');
      expect((await relay.query('SELECT payload, max_attempts FROM graphile_worker._private_jobs')).rows).toEqual([{ payload: { brandId: bare, payload: { n: 1 } }, max_attempts: 8 }]);
      expect(await codeOf(app.query('SELECT FROM graphile_worker._private_jobs'))).toBe('42501');
    });
  });

  describe('the relay', () => {
    it('sees the queues of every brand and no table of a module', async () => {
      expect((await relay.query('SELECT count(*)::int AS brands FROM platform.brand')).rows).toEqual([{ brands: 2 }]);
      for (const table of ['note.note', 'platform.credential', 'platform.file_chunk']) expect(await codeOf(relay.query(`SELECT FROM ${table}`))).toBe('42501');
      expect(await codeOf(relay.query('UPDATE platform.brand SET name = name'))).toBe('42501');
      expect(await codeOf(relay.query('INSERT INTO platform.event DEFAULT VALUES'))).toBe('42501');
    });
  });

  describe('uuid_v7', () => {
    it('makes version 7 ids of this moment that rise from call to call', async () => {
      const { rows } = await owner.query('SELECT clock_timestamp() AS now, array_agg(platform.uuid_v7()::text) AS ids FROM generate_series(1, 1000)');
      const { now, ids } = rows[0] as { now: Date; ids: string[] };
      expect(ids.every((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id))).toBe(true);
      expect(new Set(ids).size).toBe(1000);
      const milliseconds = Number.parseInt(String(ids[0]).replaceAll('-', '').slice(0, 12), 16);
      expect(Math.abs(milliseconds - now.getTime())).toBeLessThan(1_000);
      expect(ids[0]! < ids[999]!).toBe(true);
    });
  });

  describe('the roles', () => {
    it('wait neither long nor idle', async () => {
      const { rows } = await app.query(`SELECT name, setting FROM pg_settings WHERE name IN ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout') ORDER BY name`);
      expect(rows).toEqual([
        { name: 'idle_in_transaction_session_timeout', setting: '10000' },
        { name: 'lock_timeout', setting: '2000' },
        { name: 'statement_timeout', setting: '5000' },
      ]);
    });
  });
});
