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

  it('keeps a history TypeORM itself can read', async () => {
    await migrate(database.ownerUrl, [older]);
    const source = new DataSource({ type: 'postgres', url: database.ownerUrl, schema: schemaOf(older.id), migrationsTableName: '_migration', migrations: [...older.migrations] });
    await source.initialize();
    expect(await source.showMigrations()).toBe(false);
    await source.destroy();
  });
});
