import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { newUuid } from '@regulars/plugin-sdk';
import { takeNote } from '../../test/note-module';
import { createTestPlatform, type TestPlatform, type TestShop } from '../../test/platform';
import { killableModule, TenNotes } from '../../test/worker-process';
import { workFigures } from '../events/queue-figures';

const KILLS = Number(process.env.REGULARS_KILLS ?? 4);

describe('work of workers that are killed', () => {
  let platform: TestPlatform;
  let shop: TestShop;
  let worker: ChildProcess | null = null;

  beforeAll(async () => {
    platform = await createTestPlatform([killableModule]);
    shop = await platform.brand();
  });
  afterAll(async () => {
    worker?.kill('SIGKILL');
    await platform.stop();
  });

  async function startProcess(): Promise<ChildProcess> {
    const program = join(__dirname, '../../test/worker-process.ts');
    const child = spawn(process.execPath, ['--conditions=@regulars/source', '-r', '@swc-node/register', program], {
      env: { ...process.env, SWCRC: 'true', APP_URL: platform.database.appUrl, RELAY_URL: platform.database.relayUrl, NODE_OPTIONS: '' },
      cwd: join(__dirname, '../../../..'), stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    return child;
  }

  const texts = async (like: string): Promise<string[]> => (await platform.rows<{ text: string }>('SELECT text FROM note.note WHERE text LIKE $1 ORDER BY id', [like])).map(({ text }) => text);

  it(`takes effect once, in order per member, after ${KILLS} kills`, async () => {
    const members = Array.from({ length: 6 }, () => newUuid());
    const tasks = ['first', 'second', 'third'];
    for (const text of tasks) await shop.context((ctx) => ctx.enqueue(TenNotes, { text }));
    let number = 0;
    const write = async (): Promise<void> => {
      for (const end = performance.now() + 600; performance.now() < end; number++) {
        const text = String(number).padStart(5, '0');
        await shop.context(async (ctx) => { for (const member of members) await takeNote(ctx, `${member} ${text}`, member); });
        await sleep(15);
      }
    };
    const heardAll = async (): Promise<boolean> => (await texts('heard %')).length >= members.length * number;
    for (let kill = 0; kill < KILLS; kill++) {
      worker = await startProcess();
      // However slow the machine: a delivery that is at work during three kills would be parked.
      while (!(await heardAll())) await sleep(20);
      await Promise.all([write(), platform.owner.query(`UPDATE platform.brand SET clock_offset = clock_offset + interval '61 seconds', revision = revision + 1`)]);
      worker.kill('SIGKILL');
      await once(worker, 'exit');
    }
    worker = await startProcess();
    const expected = members.map((member) => Array.from({ length: number }, (_, index) => `heard ${member} ${String(index).padStart(5, '0')}`));
    for (let waited = 0; waited < 60_000; waited += 100) {
      const { deliveries, tasks: left } = await workFigures(platform.runtime.relay);
      // On a busy machine no worker may have lived long enough for the job of the minute: the last one has the time.
      if ((await heardAll()) && deliveries.pending === 0 && left.pending === 0 && (await texts('minute %')).length > 0) break;
      await sleep(100);
    }
    for (const [index, member] of members.entries()) expect(await texts(`heard ${member}%`)).toEqual(expected[index]);
    for (const task of tasks) expect((await texts(`${task} part %`)).sort()).toEqual(Array.from({ length: 10 }, (_, part) => `${task} part ${part}`));
    const minutes = await texts('minute %');
    expect(new Set(minutes).size).toBe(minutes.length);
    expect(minutes.length).toBeGreaterThanOrEqual(1);
    expect(await workFigures(platform.runtime.relay)).toMatchObject({ deliveries: { pending: 0, parked: 0 }, tasks: { pending: 0, parked: 0 } });
  }, 60_000 + KILLS * 15_000);
});
