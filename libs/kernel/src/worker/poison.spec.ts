import { setTimeout as sleep } from 'node:timers/promises';
import { takeNote } from '../../test/note-module';
import { createTestPlatform, type TestPlatform, type TestShop } from '../../test/platform';
import { killableModule } from '../../test/worker-process';
import { WorkerProcesses } from '../../test/worker-processes';
import { MAX_ATTEMPTS, MAX_CRASHES } from '../events/claims';

/** The number that is promised is 10,000, with three that end processes. */
const EVENTS = Number(process.env.REGULARS_POISON_EVENTS ?? 200);
const KILLERS = EVENTS >= 10_000 ? 3 : 1;
const THROWERS = EVENTS / 100;
const AT_ONCE = 100;
const PATIENCE = 90_000 + EVENTS * 30; // ms

describe('events whose handling fails, hangs or ends the process', () => {
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

  async function emit(texts: readonly string[]): Promise<void> {
    for (let from = 0; from < texts.length; from += AT_ONCE) {
      await shop.context(async (ctx) => { for (const text of texts.slice(from, from + AT_ONCE)) await takeNote(ctx, text); });
    }
  }

  /** What waits for its next try is due: nobody waits here for a quarter of an hour. */
  const hurry = (): Promise<unknown> => platform.owner.query(`UPDATE platform.delivery SET due_at = clock_timestamp() WHERE state = 'PENDING' AND claimed_by IS NULL AND due_at > clock_timestamp()`);
  const left = async (): Promise<number> => (await platform.rows(`
    SELECT FROM platform.event e LEFT JOIN platform.delivery d ON d.event_id = e.id
    WHERE e.name = 'note.taken' AND e.payload->>'text' NOT LIKE '%hangs' AND d.state IS DISTINCT FROM 'DONE' AND d.state IS DISTINCT FROM 'PARKED'`)).length;
  const poisoned = (what: string): Promise<unknown[]> => platform.rows(`
    SELECT d.state, d.attempts, d.crashes FROM platform.delivery d JOIN platform.event e ON e.id = d.event_id WHERE e.payload->>'text' LIKE $1`, [`poison %${what}`]);

  it(`hold up and take along nobody: ${EVENTS} events, ${THROWERS} fail, one hangs, ${KILLERS} end the process`, async () => {
    const good = Array.from({ length: EVENTS - THROWERS - KILLERS - 1 }, (_, index) => `good ${index}`);
    const texts = [...good];
    const poison = [...Array.from({ length: THROWERS }, (_, index) => `poison ${index} throws`), ...Array.from({ length: KILLERS }, (_, index) => `poison ${index} kills`), 'poison 0 hangs'];
    // Evenly among the others.
    for (const [index, text] of poison.entries()) texts.splice(Math.floor(((index + 1) * texts.length) / (poison.length + 1)), 0, text);
    await emit(texts);
    await workers.start(2);
    for (const end = performance.now() + PATIENCE; (await left()) > 0 && performance.now() < end; await sleep(100)) await hurry();
    const crashes = workers.crashed;
    const heard = (await platform.rows<{ text: string }>(`SELECT text FROM note.note WHERE text LIKE 'heard %'`)).map(({ text }) => text.slice('heard '.length));
    expect(heard.sort()).toEqual([...good].sort());
    expect(await poisoned('throws')).toEqual(Array(THROWERS).fill({ state: 'PARKED', attempts: MAX_ATTEMPTS, crashes: expect.any(Number) }));
    expect(await poisoned('kills')).toEqual(Array(KILLERS).fill({ state: 'PARKED', attempts: MAX_CRASHES, crashes: MAX_CRASHES }));
    // One that ends a process may take another along, which has one less to go.
    expect(crashes).toBeGreaterThanOrEqual(MAX_CRASHES);
    expect(crashes).toBeLessThanOrEqual(KILLERS * MAX_CRASHES);
  }, PATIENCE + 30_000);
});
