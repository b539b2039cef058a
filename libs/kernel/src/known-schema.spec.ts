import { createEmptyDatabase, type TestDatabase } from '../test/platform';
import { definePlugin, type ModuleMigration, type PluginDefinition } from '@regulars/plugin-sdk';
import { Client } from 'pg';
import type { QueryRunner } from 'typeorm';
import { requireKnownSchema } from './known-schema';
import { migrate } from './migrate';
import { platformMigrations } from './migrations';

/** A migration of `thing`, which adds a column; from the version named on, older ones cannot work behind it. */
const adds = (column: string, servesFrom?: string): (new () => ModuleMigration) => class implements ModuleMigration {
  readonly name = `Add${column}1790000000${String(column.charCodeAt(0)).padStart(3, '0')}`;
  readonly servesFrom = servesFrom;
  up = async (runner: QueryRunner): Promise<void> => void (await runner.query(`CREATE TABLE thing.${column} (id int PRIMARY KEY)`));
  down = async (): Promise<void> => undefined;
};

const STEPS = ['a', 'b', 'c', 'd'].map((column) => adds(column));
/** With the first so many migrations. */
const thing = (version: string, steps: number, more: readonly (new () => ModuleMigration)[] = []): PluginDefinition =>
  definePlugin({ id: 'thing', version, sdk: '^1.0.0', migrations: [...STEPS.slice(0, steps), ...more] });

describe('a database that was migrated', () => {
  let database: TestDatabase;
  let owner: Client;
  let relay: Client;
  const connect = async (url: string): Promise<Client> => {
    const client = new Client({ connectionString: url });
    await client.connect();
    return client;
  };
  beforeAll(async () => {
    database = await createEmptyDatabase();
    [owner, relay] = [await connect(database.ownerUrl), await connect(database.relayUrl)];
  });
  afterAll(async () => {
    await Promise.all([owner.end(), relay.end()]);
    await database.drop();
  });
  /** Of the platform, only what `thing` needs: the rest is the same in every run. */
  beforeEach(async () => {
    if ((await owner.query(`SELECT to_regnamespace('thing') AS there`)).rows[0].there === null) return;
    await owner.query(`DROP SCHEMA thing CASCADE; DELETE FROM platform.module_version WHERE module = 'thing'`);
  });

  const upgrade = (...versions: readonly PluginDefinition[]): Promise<void> =>
    versions.reduce<Promise<void>>((done, version) => done.then(async () => void (await migrate(database.ownerUrl, [version]))), Promise.resolve());
  const start = (version: PluginDefinition): Promise<string> => requireKnownSchema(relay, [version]).then(() => 'starts', (error: Error) => error.message);
  const noted = async () => (await owner.query(`SELECT version, serves_from, cardinality(migrations) AS migrations FROM platform.module_version WHERE module = 'thing'`)).rows;

  it('lets the version start that migrated it, and the one before, while one replaces the other; none that is older', async () => {
    await upgrade(thing('1.0.0', 1), thing('1.1.0', 2));
    expect(await start(thing('1.0.0', 1))).toBe('starts');
    await upgrade(thing('1.2.0', 3));
    expect(await noted()).toEqual([{ version: '1.2.0', serves_from: '1.1.0', migrations: 3 }]);
    expect([await start(thing('1.2.0', 3)), await start(thing('1.1.0', 2))]).toEqual(['starts', 'starts']);
    expect(await start(thing('1.0.0', 1))).toBe(
      'The database was migrated by thing 1.2.0, and 1.0.0 is installed, which is too old for it: install thing 1.2.0 (1.1.0 at least), or restore the database as it was before that upgrade (docs/backups.md).',
    );
  });

  it('refuses whom a migration says that it leaves behind, also when that is the version before', async () => {
    await upgrade(thing('1.0.0', 1), thing('1.1.0', 1, [adds('e', '1.1.0')]));
    expect(await start(thing('1.0.0', 1))).toBe(
      'The database was migrated by thing 1.1.0, and 1.0.0 is installed, which is too old for it: install thing 1.1.0, or restore the database as it was before that upgrade (docs/backups.md).',
    );
    expect(await start(thing('1.1.0', 1, [adds('e', '1.1.0')]))).toBe('starts');
  });

  it('goes by the upgrade, not by each migration of it: one that stopped half-way leaves the version before in service', async () => {
    await upgrade(thing('1.0.0', 1));
    const broken = class extends adds('b') { override readonly name = 'Again1790000000200'; };
    await expect(upgrade(thing('1.1.0', 3, [broken]))).rejects.toThrow('Migration thing/Again1790000000200 failed: relation "b" already exists');
    expect(await noted()).toEqual([{ version: '1.1.0', serves_from: '1.0.0', migrations: 3 }]);
    await upgrade(thing('1.1.0', 4));
    expect(await noted()).toEqual([{ version: '1.1.0', serves_from: '1.0.0', migrations: 4 }]);
    expect(await start(thing('1.0.0', 1))).toBe('starts');
  });

  it('takes a version that brings no migration for the one before', async () => {
    await upgrade(thing('1.0.0', 1), thing('1.1.0', 1));
    expect([await start(thing('1.0.0', 1)), await noted()]).toEqual(['starts', [{ version: '1.1.0', serves_from: '1.0.0', migrations: 1 }]]);
    await upgrade(thing('1.2.0', 2));
    expect(await noted()).toEqual([{ version: '1.2.0', serves_from: '1.1.0', migrations: 2 }]);
  });

  it('is told from one that has not been migrated yet', async () => {
    await upgrade(thing('1.0.0', 1));
    expect(await start(thing('1.1.0', 2))).toBe('The database has not been migrated for thing 1.1.0: run npm run admin -- migrate first.');
    const other = definePlugin({ id: 'other', version: '0.1.0', sdk: '^1.0.0', migrations: [adds('a')] });
    await expect(requireKnownSchema(relay, [thing('1.0.0', 1), other])).rejects.toThrow('The database has not been migrated for other 0.1.0: run npm run admin -- migrate first.');
  });

  it('is not migrated by an older version, which says of each module what to install, and changes nothing', async () => {
    const other = (version: string, ...migrations: (new () => ModuleMigration)[]) => definePlugin({ id: 'other', version, sdk: '^1.0.0', migrations });
    const inOther = class extends adds('a') { override readonly up = async (): Promise<void> => undefined; };
    await migrate(database.ownerUrl, [thing('1.1.0', 2), other('0.2.0', inOther)]);
    const before = await noted();
    await expect(migrate(database.ownerUrl, [thing('1.0.0', 1, [adds('f')]), other('0.1.0')])).rejects.toThrow([
      'The database was migrated by thing 1.1.0, and 1.0.0 is installed (it has Addb1790000000098): install thing 1.1.0 or a later version.',
      'The database was migrated by other 0.2.0, and 0.1.0 is installed (it has Adda1790000000097): install other 0.2.0 or a later version.',
    ].join('\n'));
    expect([await noted(), (await owner.query(`SELECT to_regclass('thing.f') AS never`)).rows]).toEqual([before, [{ never: null }]]);
  });

  it('says nothing of versions before one that notes them: that one migrates first', async () => {
    const earlier = await createEmptyDatabase();
    try {
      await migrate(earlier.ownerUrl, [thing('1.0.0', 1)], platformMigrations.filter((Migration) => new Migration().name !== 'NoteVersions1791500000710'));
      const client = await connect(earlier.relayUrl);
      await expect(requireKnownSchema(client, [thing('1.0.0', 1)])).rejects.toThrow(/^The database has not been migrated for platform \S+, thing 1\.0\.0: run npm run admin -- migrate first\.$/);
      expect(await migrate(earlier.ownerUrl, [thing('1.0.0', 1)])).toEqual(['platform/NoteVersions1791500000710']);
      await expect(requireKnownSchema(client, [thing('1.0.0', 1)])).resolves.toBeUndefined();
      await client.end();
    } finally {
      await earlier.drop();
    }
  });
});
