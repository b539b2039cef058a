import { setTimeout as sleep } from 'node:timers/promises';
import { createTestPlatform, type TestPlatform } from '../../test/platform';
import { killableModule, YEARLY } from '../../test/worker-process';
import { WorkerProcesses } from '../../test/worker-processes';
import { JobSchedule } from '../jobs/due-jobs';

const KILLS = Number(process.env.REGULARS_KILLS ?? 3);
const BRANDS = 20;
const WORKERS = 3;

describe(`${BRANDS * YEARLY} due jobs`, () => {
  let platform: TestPlatform;
  let workers: WorkerProcesses;

  beforeAll(async () => {
    platform = await createTestPlatform([killableModule]);
    for (let index = 0; index < BRANDS; index++) await platform.brand();
    workers = new WorkerProcesses(platform);
  });
  afterAll(async () => {
    await workers.stop();
    await platform.stop();
  });

  const done = (): Promise<{ text: string; times: number; brands: number }[]> => platform.rows(`
    SELECT text, count(*)::int AS times, count(DISTINCT brand_id)::int AS brands FROM note.note WHERE text LIKE 'yearly %' GROUP BY text ORDER BY text`);
  const count = async (): Promise<number> => (await done()).reduce((sum, { times }) => sum + times, 0);

  it(`take effect once each, whichever of ${WORKERS} workers is killed, ${KILLS} times`, async () => {
    await new JobSchedule(platform.runtime).complete();
    // Another year whenever one is done: there is always something due.
    const years: number[] = [];
    const pass = async (): Promise<void> => {
      const [row] = await platform.rows<{ year: number }>(`UPDATE platform.brand SET clock_offset = clock_offset + interval '1 year', revision = revision + 1 RETURNING extract(year FROM platform.clock(clock_offset))::int AS year`);
      years.push(row?.year ?? 0);
    };
    await pass();
    void workers.start(WORKERS);
    while ((await count()) === 0) await sleep(20);
    for (let kill = 0; kill < KILLS; kill++) {
      await sleep(150);
      if ((await count()) === years.length * BRANDS * YEARLY) await pass();
      await workers.kill(kill % WORKERS);
    }
    for (let waited = 0; (await count()) < years.length * BRANDS * YEARLY && waited < 60_000; waited += 100) await sleep(100);
    await sleep(500); // and no more than that
    const expected = years.flatMap((year) => Array.from({ length: YEARLY }, (_, index) => ({ text: `yearly ${year} ${index}`, times: BRANDS, brands: BRANDS })));
    expect(await done()).toEqual(expected);
    expect(workers.crashed).toBe(0);
  }, 120_000 + KILLS * 10_000);
});
