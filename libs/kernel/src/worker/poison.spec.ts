import { setTimeout as sleep } from 'node:timers/promises';
import { type PoisonQueue, poisonQueues } from '../../test/poison-queues';
import { createTestPlatform, type TestPlatform, type TestShop } from '../../test/platform';
import { killableModule } from '../../test/worker-process';
import { WorkerProcesses } from '../../test/worker-processes';
import { MAX_CRASHES } from '../events/claims';

/** The number that is promised is 10,000, with three that end processes, and compared with as many good ones. */
const PIECES = Number(process.env.REGULARS_POISON_EVENTS ?? 200);
const IS_FULL = PIECES >= 10_000;
const KILLERS = IS_FULL ? 3 : 1;
const THROWERS = PIECES / 100;
const AT_ONCE = 100;
/** Of the good ones: those that a process took along when it ended wait for their turn, which says nothing about the others. */
const SHARE = 0.99;
const PATIENCE = 90_000 + PIECES * 30; // ms

const good = (run: string): string[] => Array.from({ length: PIECES - THROWERS - KILLERS - 1 }, (_, index) => `${run} ${index}`);

/** Poison evenly among what is good. */
function poisoned(): string[] {
  const texts = good('good');
  const poison = [...Array.from({ length: THROWERS }, (_, index) => `poison ${index} throws`), ...Array.from({ length: KILLERS }, (_, index) => `poison ${index} kills`), 'poison 0 hangs'];
  for (const [index, text] of poison.entries()) texts.splice(Math.floor(((index + 1) * texts.length) / (poison.length + 1)), 0, text);
  return texts;
}

describe.each(poisonQueues)('$name that fail, hang or end the process', (queue: PoisonQueue) => {
  let platform: TestPlatform;
  let shop: TestShop;
  let workers: WorkerProcesses;

  beforeAll(async () => {
    platform = await createTestPlatform([killableModule]);
    shop = await platform.brand();
    workers = new WorkerProcesses(platform);
  });
  afterAll(async () => {
    await workers.stop();
    await platform.stop();
  });

  const heard = async (run: string): Promise<string[]> =>
    (await platform.rows<{ text: string }>(`SELECT ${queue.isOnce ? '' : 'DISTINCT'} text FROM note.note WHERE text LIKE $1`, [`heard ${run} %`])).map(({ text }) => text.slice('heard '.length)).sort();

  const countHeard = async (run: string): Promise<number> =>
    (await platform.rows<{ n: number }>('SELECT count(DISTINCT text)::int AS n FROM note.note WHERE text LIKE $1', [`heard ${run} %`]))[0]?.n ?? 0;

  /** How long it takes until nearly everything good is done, in ms; put in before anybody works. Ends when all of it is. */
  async function timeOf(run: string, texts: readonly string[], meanwhile: () => Promise<unknown> = async () => undefined): Promise<number> {
    for (let from = 0; from < texts.length; from += AT_ONCE) await queue.put(shop, texts.slice(from, from + AT_ONCE));
    const wanted = good(run).length;
    await workers.start(2);
    const began = performance.now();
    let took = Infinity;
    for (let done = 0; done < wanted && performance.now() - began < PATIENCE; await sleep(100)) {
      await meanwhile();
      done = await countHeard(run);
      if (done >= wanted * SHARE) took = Math.min(took, performance.now() - began);
    }
    return took;
  }

  it(`hold up and take along nobody: ${PIECES}, of which ${THROWERS} fail, one hangs, ${KILLERS} end the process`, async () => {
    const undisturbed = IS_FULL ? await timeOf('calm', good('calm')) : null;
    await workers.stop();
    workers = new WorkerProcesses(platform);
    const took = await timeOf('good', poisoned(), IS_FULL ? undefined : () => queue.hurry(platform));
    for (const end = performance.now() + PATIENCE; (await queue.left(platform)) > 0 && performance.now() < end; await sleep(100)) await queue.hurry(platform);
    const crashes = workers.crashed;
    expect(await heard('good')).toEqual(good('good').sort());
    expect(await queue.standing(platform, 'throws')).toEqual(Array(THROWERS).fill(queue.failed));
    expect(await queue.standing(platform, 'kills')).toEqual(Array(KILLERS).fill(queue.killed));
    // One that ends a process may take another along, which has one less to go.
    expect(crashes).toBeGreaterThanOrEqual(MAX_CRASHES);
    expect(crashes).toBeLessThanOrEqual(KILLERS * MAX_CRASHES);
    if (undisturbed === null) return;
    process.stdout.write(`${PIECES} ${queue.name}, ${crashes} processes ended: ${SHARE * 100} % of the good ones done in ${(took / 1_000).toFixed(1)} s, undisturbed in ${(undisturbed / 1_000).toFixed(1)} s: ${(undisturbed / took).toFixed(2)} of the throughput\n`);
    expect(undisturbed / took).toBeGreaterThanOrEqual(queue.leastThroughput ?? 0);
  }, 2 * PATIENCE + 30_000);
});
