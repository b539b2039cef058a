import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { modules } from '@regulars/gateway/installation';
import { migrate } from '@regulars/kernel';
import { createEmptyDatabase, createTestPlatform, TestPlatform, TestShop } from '@regulars/testing';
import { CHECKS } from '../../libs/testing/src/conformance/describe-plugin';
import { FOLDER, leaveBehind, type Recording, recordings } from './left-behind';
import { readRows } from './rows';
import { answerOf, callerOf, tell } from './story';

/** `RECORD=COMMIT npx jest test/upgrade`, when a release goes out: it tells the story, and leaves it for those that follow. */
const { RECORD } = process.env;
/** Promises of every module that are about what stands in the database, not about a new shop. */
const OF_THE_DATABASE = ['has entities that equal its tables', 'isolates every table by brand', 'says of every column whether it holds personal data'] as const;

/** ms: a machine with other work takes its time. */
const LONG = 60_000;

async function record(release: string): Promise<void> {
  const platform = await createTestPlatform(modules);
  try {
    const story = await tell(platform);
    const recording: Recording = { release, ...story, rows: await readRows(platform.owner) };
    writeFileSync(join(FOLDER, `${release.slice(0, 7)}.json`), `${JSON.stringify(recording, null, 1)}\n`);
  } finally {
    await platform.stop();
  }
}

function keeps(recording: Recording): void {
  let platform: TestPlatform;
  let shop: TestShop;
  let ran: readonly string[];
  beforeAll(async () => {
    const database = await createEmptyDatabase();
    await leaveBehind(database.ownerUrl, modules, recording);
    ran = await migrate(database.ownerUrl, modules);
    platform = new TestPlatform(database, modules, {});
    shop = new TestShop(platform, recording.brandId);
  }, LONG);
  afterAll(() => platform.stop());

  it('is migrated, and as right as it was', async () => {
    expect(ran.length).toBeGreaterThan(0);
    expect(await shop.violations()).toEqual([]);
  }, LONG);

  it('answers every query of then as then, and every mutation that comes again under its key', async () => {
    const answers = [];
    for (const { name, memberId, document, variables } of [...recording.operations].reverse()) answers.unshift({ name, answer: await answerOf(shop, memberId, document, variables) });
    expect(answers).toEqual(recording.operations.map(({ name, answer }) => ({ name, answer })));
    expect(answers).not.toHaveLength(0);
  }, LONG);

  it('goes on: what was sold can be given back, and the books stay right', async () => {
    const sale = recording.operations.find(({ name }) => name === 'an order that lifts a tier');
    const { input } = sale?.variables as { input: { lines: object[] } };
    const given = { ...input, revision: 2, updatedAt: '2026-01-05T06:00:00Z', lines: input.lines.map((line) => ({ ...line, refundedQuantity: 2 })) };
    const { order } = await callerOf(shop, null).one(sale?.document ?? '', { input: given, key: 'back' });
    expect(order.net.amount).toBe('0');
    expect(await shop.violations()).toEqual([]);
  }, LONG);

  it.each(modules.map(({ id }) => id))('conforms, as far as its database goes: %s', async (id) => {
    const plugin = modules.find((module) => module.id === id);
    if (!plugin) throw new Error(id);
    const subject = { plugin, dependencies: modules.filter((module) => module !== plugin), modules, options: { notPersonal: resolve(__dirname, '../golden/not-personal.txt') }, platform, pristine: new Map() };
    for (const promise of OF_THE_DATABASE) expect([promise, await CHECKS[promise]?.(subject)]).toEqual([promise, []]);
  });
}

if (RECORD) it('is recorded', () => record(RECORD), 120_000);
else describe.each(recordings())('what release $release left behind', keeps);
