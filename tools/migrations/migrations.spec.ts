import { modules } from '@regulars/gateway/installation';
import { createEmptyDatabase, type TestDatabase } from '@regulars/testing';
import { Client } from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { measureUpgrade } from './measure';
import { installedWith, type Release, releases, type Step, stepsTo } from './releases';
import { KNOWN, problemsOf, reportOf } from './verdict';

const installed = installedWith(modules);
const all = releases();
const newest = all.at(-1);
if (!newest) throw new Error('No release is listed');
const SIZES = { rows: 500, quiet: 300, pause: 30 };

/** Its work stands still while it holds a lock on members. */
class Stall1999999999999 implements MigrationInterface {
  readonly name = 'Stall1999999999999';
  up = async (runner: QueryRunner): Promise<void> => void (await runner.query('LOCK TABLE member.member; SELECT pg_sleep(1)'));
  down = async (): Promise<void> => undefined;
}

/** Takes away what the version before reads. */
class Rename1999999999999 implements MigrationInterface {
  readonly name = 'Rename1999999999999';
  up = async (runner: QueryRunner): Promise<void> => void (await runner.query('ALTER TABLE points.entry RENAME COLUMN kind TO sort'));
  down = async (): Promise<void> => undefined;
}

const withMore = (module: string, Migration: new () => MigrationInterface) =>
  installedWith(modules.map((one) => (one.id === module ? { ...one, migrations: [...(one.migrations ?? []), Migration] } : one)));

const standingAt = (steps: readonly Step[]): Release => ({ commit: 'now', says: 'all', last: Object.fromEntries(steps.map((step) => step.split('/') as [string, string])) });

describe('releases', () => {
  it('are listed with migrations that are still there, none of which comes before one of an earlier release', () => {
    const upTo = [...all, null].map((release) => stepsTo(installed, release));
    upTo.slice(1).forEach((steps, place) => expect(steps).toEqual(expect.arrayContaining([...(upTo[place] ?? [])])));
    expect(upTo[0]).toEqual([
      'platform/CreatePlatform1790000000000', 'brand/CreateBrand1790000000000', 'member/CreateMember1790000001000', 'order/CreateOrder1790000002000',
      'points/CreatePoints1790000003000', 'tier/CreateTier1790000004000', 'stamp-card/CreateStampCard1790000000000',
    ]);
  });

  it('were the last chance of what is known to stop a shop: nothing newer may', () => {
    expect(stepsTo(installed, all[1] ?? newest)).toEqual(expect.arrayContaining(Object.keys(KNOWN)));
    expect(Object.keys(KNOWN)).toEqual(['member/MergeAndErase1790500000001', 'order/NarrowOrders1790600003000']);
  });

  it('notice a migration that was renamed', () => {
    const renamed = { ...newest, last: { ...newest.last, order: 'Gone1790000009999' } };
    expect(() => stepsTo(installed, renamed)).toThrow('order has no migration Gone1790000009999, which a release had');
  });
});

describe('an upgrade under load', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createEmptyDatabase();
  });
  afterEach(() => database.drop());

  it('goes from the oldest release to what is installed, and no query fails', async () => {
    const measured = await measureUpgrade(database, installed, { from: all[0] ?? newest, to: null, turn: 0 }, { ...SIZES, pause: 10 });
    expect(measured.steps.map(({ step }) => step)).toEqual(stepsTo(installed, null).filter((step) => !stepsTo(installed, all[0] ?? newest).includes(step)));
    expect([measured.quiet, ...measured.steps].flatMap(({ failures }) => failures)).toEqual([]);
    const owner = new Client({ connectionString: database.ownerUrl });
    await owner.connect();
    const { rows } = await owner.query(`SELECT (SELECT count(*) FROM member.member WHERE number LIKE 'M%')::int AS members, (SELECT count(*) > 500 FROM points.entry) AS sold`);
    await owner.end();
    expect(rows).toEqual([{ members: 500, sold: true }]);
  });

  it('names the migration that held up the shop', async () => {
    const stalling = withMore('member', Stall1999999999999);
    const measured = await measureUpgrade(database, stalling, { from: standingAt(stepsTo(installed, null)), to: null, turn: 0 }, SIZES);
    expect(measured.steps.map(({ step }) => step)).toEqual(['member/Stall1999999999999']);
    expect(measured.quiet.failures).toEqual([]);
    expect(measured.steps[0]?.slowest?.ms).toBeGreaterThan(300);
    expect(problemsOf({ ...measured, quiet: { ...measured.quiet, slowest: { name: 'begin', ms: 20 } } })).toEqual([
      expect.stringMatching(/^member\/Stall1999999999999 held up "\w+" for \d+ ms, and 200 ms is the limit$/),
    ]);
    expect(reportOf(measured)).toContain('  member/Stall1999999999999: ');
  });

  it('names the migration that took away what the version before reads', async () => {
    const renaming = withMore('points', Rename1999999999999);
    const measured = await measureUpgrade(database, renaming, { from: standingAt(stepsTo(installed, null)), to: null, turn: 0 }, { ...SIZES, pause: 500 });
    expect(problemsOf(measured)).toEqual(expect.arrayContaining([expect.stringMatching(/^points\/Rename1999999999999 made a query fail: entr(ies|y): column "kind"/)]));
  });
});
