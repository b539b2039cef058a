import { randomBytes } from 'node:crypto';
import { createEmptyDatabase, type TestDatabase } from '../test/platform';
import { definePlugin } from '@regulars/plugin-sdk';
import { Client } from 'pg';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { migrate } from './migrate';
import { platformMigrations } from './migrations';
import { schemaOf } from './migrations/history';

function creates(schema: string, table: string, timestamp: number, ending = ''): new () => MigrationInterface {
  return class implements MigrationInterface {
    readonly name = `Create${table}${timestamp}${ending}`;

    async up(runner: QueryRunner): Promise<void> {
      await runner.query(`CREATE TABLE ${schema}.${table} (id int PRIMARY KEY)`);
    }

    async down(): Promise<void> {}
  };
}

const moduleOf = (id: string, ...migrations: (new () => MigrationInterface)[]) => definePlugin({ id, version: '1.0.0', sdk: '^1.0.0', migrations });
const older = moduleOf('base-thing', creates('base_thing', 'one', 1790000000020), creates('base_thing', 'two', 1790000000010));
const newer = moduleOf('other', creates('other', 'three', 1780000000000));

describe('migrate', () => {
  let database: TestDatabase;
  let owner: Client;

  beforeEach(async () => {
    database = await createEmptyDatabase();
    owner = new Client({ connectionString: database.ownerUrl });
    await owner.connect();
  });
  afterEach(async () => {
    await owner.end();
    await database.drop();
  });

  it('runs the platform first, then the modules in the order given, each by timestamp, and only once', async () => {
    expect(await migrate(database.ownerUrl, [older, newer])).toEqual([
      ...platformMigrations.map((Migration) => `platform/${new Migration().name ?? ''}`),
      'base-thing/Createtwo1790000000010',
      'base-thing/Createone1790000000020',
      'other/Createthree1780000000000',
    ]);
    expect(await migrate(database.ownerUrl, [older, newer])).toEqual([]);
  });

  it('runs what a new version adds', async () => {
    await migrate(database.ownerUrl, [older]);
    const upgraded = { ...older, migrations: [...older.migrations, creates('base_thing', 'three', 1790000000030)] };
    expect(await migrate(database.ownerUrl, [upgraded, newer])).toEqual(['base-thing/Createthree1790000000030', 'other/Createthree1780000000000']);
  });

  it('lets two processes that start at once run each migration once', async () => {
    const runs = await Promise.all([migrate(database.ownerUrl, [older, newer]), migrate(database.ownerUrl, [older, newer])]);
    expect(runs.map((ran) => ran.length).sort((a, b) => a - b)).toEqual([0, platformMigrations.length + 3]);
  });

  it('refuses a database of a newer version and changes nothing', async () => {
    await migrate(database.ownerUrl, [older]);
    const installed = moduleOf('base-thing', creates('base_thing', 'two', 1790000000010), creates('base_thing', 'never', 1790000000099));
    await expect(migrate(database.ownerUrl, [installed, newer])).rejects.toThrow(
      'The database was migrated by a newer version of base-thing than the one installed (it has Createone1790000000020): install that version or a later one.',
    );
    const { rows } = await owner.query(`SELECT to_regclass('base_thing.never') AS never, to_regnamespace('other') AS other`);
    expect(rows).toEqual([{ never: null, other: null }]);
  });

  it('refuses a migration whose name does not end in a timestamp', async () => {
    await expect(migrate(database.ownerUrl, [moduleOf('bad', creates('bad', 'one', 1790000000020, 'b'))])).rejects.toThrow(
      'bad: the name of migration Createone1790000000020b must end in a 13-digit timestamp.',
    );
  });

  it('undoes a migration that fails, keeps those before it, and says which it was', async () => {
    const broken = moduleOf('base-thing', creates('base_thing', 'one', 1790000000010), creates('base_thing', 'one', 1790000000020));
    await expect(migrate(database.ownerUrl, [broken])).rejects.toThrow('Migration base-thing/Createone1790000000020 failed: relation "one" already exists');
    const { rows } = await owner.query('SELECT name FROM base_thing._migration');
    expect(rows).toEqual([{ name: 'Createone1790000000010' }]);
  });

  it('waits for a lock without making others wait behind it', async () => {
    await migrate(database.ownerUrl, [older]);
    await owner.query('BEGIN; LOCK TABLE base_thing.one IN SHARE MODE');
    class Alter implements MigrationInterface {
      readonly name = 'Alter1790000000040';
      up = async (runner: QueryRunner): Promise<void> => void (await runner.query('ALTER TABLE base_thing.one ADD COLUMN more int'));
      down = async (): Promise<void> => undefined;
    }
    const migrating = migrate(database.ownerUrl, [{ ...older, migrations: [...older.migrations, Alter] }]);
    await new Promise((resolve) => setTimeout(resolve, 400));
    await owner.query('COMMIT');
    expect(await migrating).toEqual(['base-thing/Alter1790000000040']);
  });

  describe('without a transaction', () => {
    const beside = (...statements: string[]) => class implements MigrationInterface {
      readonly name = 'Beside1790000000040';
      readonly transaction = false;
      up = async (runner: QueryRunner): Promise<void> => {
        for (const statement of statements) await runner.query(statement);
      };
      down = async (): Promise<void> => undefined;
    };
    const migrateBeside = (...statements: string[]) => migrate(database.ownerUrl, [{ ...older, migrations: [...older.migrations, beside(...statements)] }]);
    const indexes = async () => (await owner.query(`
      SELECT relname AS name, indisvalid AS valid FROM pg_index JOIN pg_class ON oid = indexrelid WHERE indrelid = 'base_thing.one'::regclass AND NOT indisprimary`)).rows;
    beforeEach(() => migrate(database.ownerUrl, [older]));

    it('leaves nothing of an index that cannot be built, and says why', async () => {
      await owner.query('ALTER TABLE base_thing.one ADD COLUMN n int; INSERT INTO base_thing.one VALUES (1, 7), (2, 7)');
      await expect(migrateBeside('CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS one_n ON base_thing.one (n)')).rejects.toThrow(
        'Migration base-thing/Beside1790000000040 failed: could not create unique index "one_n"',
      );
      expect(await indexes()).toEqual([]);
      const { rows } = await owner.query(`SELECT FROM base_thing._migration WHERE name = 'Beside1790000000040'`);
      expect(rows).toEqual([]);
    });

    it('builds anew what a process that was killed has left of an index', async () => {
      await owner.query('ALTER TABLE base_thing.one ADD COLUMN "oN" int; INSERT INTO base_thing.one VALUES (1, 7), (2, 7)');
      await expect(owner.query('CREATE UNIQUE INDEX CONCURRENTLY "one_N" ON base_thing.one ("oN")')).rejects.toThrow('could not create');
      expect(await indexes()).toEqual([{ name: 'one_N', valid: false }]);
      await owner.query('UPDATE base_thing.one SET "oN" = id');
      expect(await migrateBeside('CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS "one_N" ON "base_thing"."one" ("oN")')).toEqual(['base-thing/Beside1790000000040']);
      expect(await indexes()).toEqual([{ name: 'one_N', valid: true }]);
    });

    it('goes on from an index that was built but not recorded', async () => {
      await owner.query('CREATE INDEX one_again ON base_thing.one (id)');
      expect(await migrateBeside('CREATE INDEX CONCURRENTLY IF NOT EXISTS one_again ON base_thing.one (id)')).toEqual(['base-thing/Beside1790000000040']);
      expect(await indexes()).toEqual([{ name: 'one_again', valid: true }]);
    });

    it('waits for transactions that were there before, once, and without making others wait', async () => {
      await owner.query('BEGIN; INSERT INTO base_thing.one VALUES (3)');
      const building = migrateBeside('CREATE INDEX CONCURRENTLY IF NOT EXISTS one_again ON base_thing.one (id)');
      while ((await indexes()).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
      const other = new Client({ connectionString: database.ownerUrl });
      await other.connect();
      await other.query(`SET lock_timeout = '1ms'; INSERT INTO base_thing.one VALUES (4)`);
      expect(await indexes()).toEqual([{ name: 'one_again', valid: false }]);
      await owner.query('COMMIT');
      expect(await building).toEqual(['base-thing/Beside1790000000040']);
      expect(await indexes()).toEqual([{ name: 'one_again', valid: true }]);
      await other.end();
    });

    it('gives up a lock of a table as soon as within one, and tries again', async () => {
      await owner.query('BEGIN; LOCK TABLE base_thing.one IN SHARE MODE');
      const migrating = migrateBeside('ALTER TABLE base_thing.one ADD COLUMN IF NOT EXISTS more int');
      await new Promise((resolve) => setTimeout(resolve, 400));
      await owner.query('COMMIT');
      expect(await migrating).toEqual(['base-thing/Beside1790000000040']);
    });
  });

  describe('of an owner that is no superuser', () => {
    const role = `regulars_test_owner_${randomBytes(4).toString('hex')}`;
    let plainUrl: string;

    beforeEach(async () => {
      const url = new URL(database.ownerUrl);
      await owner.query(`CREATE ROLE ${role} LOGIN PASSWORD 'plain'; ALTER DATABASE ${url.pathname.slice(1)} OWNER TO ${role}`);
      Object.assign(url, { username: role, password: 'plain' });
      plainUrl = url.toString();
    });
    afterEach(() => owner.query(`REASSIGN OWNED BY ${role} TO CURRENT_USER; DROP OWNED BY ${role}; DROP ROLE ${role}`));

    it('runs what takes no transaction, too; only, no autovacuum gives way', async () => {
      const seen: unknown[] = [];
      const look = `SELECT current_setting('lock_timeout') AS lock, current_setting('deadlock_timeout') AS autovacuum`;
      class Beside implements MigrationInterface {
        readonly name = 'Beside1790000000040';
        readonly transaction = false;
        up = async (runner: QueryRunner): Promise<void> => {
          await runner.query('CREATE INDEX CONCURRENTLY IF NOT EXISTS one_again ON base_thing.one (id)');
          seen.push(...(await runner.query(look)));
        };
        down = async (): Promise<void> => undefined;
      }
      await migrate(plainUrl, [older]);
      expect(await migrate(plainUrl, [{ ...older, migrations: [...older.migrations, Beside] }])).toEqual(['base-thing/Beside1790000000040']);
      expect(seen).toEqual([{ lock: '100ms', autovacuum: '1s' }]);
    });
  });

  it.each([[true, '100ms', '100ms'], [false, '100ms', '150s']])('limits how long it waits: in a transaction %s', async (transaction, usual, beside) => {
    const seen: unknown[] = [];
    class Look implements MigrationInterface {
      readonly name = 'Look1790000000040';
      readonly transaction = transaction;
      up = async (runner: QueryRunner): Promise<void> => {
        const look = `SELECT current_setting('lock_timeout') AS lock, current_setting('deadlock_timeout') AS autovacuum`;
        for (const statement of [look, `${look} /* CONCURRENTLY */`]) seen.push(...(await runner.query(statement)));
      };
      down = async (): Promise<void> => undefined;
    }
    await migrate(database.ownerUrl, [{ ...older, migrations: [...older.migrations, Look] }]);
    expect(seen).toEqual([{ lock: usual, autovacuum: '50ms' }, { lock: beside, autovacuum: '50ms' }]);
  });

  it('tries again when it is chosen to give way in a deadlock', async () => {
    await migrate(database.ownerUrl, [older]);
    await owner.query('BEGIN; LOCK TABLE base_thing.two IN ROW EXCLUSIVE MODE');
    let attempts = 0;
    let waiting: Promise<unknown> = Promise.resolve();
    class Both implements MigrationInterface {
      readonly name = 'Both1790000000040';
      up = async (runner: QueryRunner): Promise<void> => {
        await runner.query('LOCK TABLE base_thing.one');
        if (attempts++ === 0) waiting = owner.query('LOCK TABLE base_thing.one IN ROW EXCLUSIVE MODE').then(() => owner.query('COMMIT'));
        await runner.query('LOCK TABLE base_thing.two');
      };
      down = async (): Promise<void> => undefined;
    }
    expect(await migrate(database.ownerUrl, [{ ...older, migrations: [...older.migrations, Both] }])).toEqual(['base-thing/Both1790000000040']);
    await waiting;
    expect(attempts).toBe(2);
  });

  it('keeps a history TypeORM itself can read', async () => {
    await migrate(database.ownerUrl, [older]);
    const source = new DataSource({ type: 'postgres', url: database.ownerUrl, schema: schemaOf(older.id), migrationsTableName: '_migration', migrations: [...older.migrations] });
    await source.initialize();
    expect(await source.showMigrations()).toBe(false);
    await source.destroy();
  });
});
