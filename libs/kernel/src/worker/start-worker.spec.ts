import { setTimeout as sleep } from 'node:timers/promises';
import { type Context, defineJob, defineTask, newUuid, on } from '@regulars/plugin-sdk';
import { createTestPlatform, type TestPlatform, type TestShop } from '../../test/platform';
import { NoteTaken, noteModule, takeNote, writeNote } from '../../test/note-module';
import { workFigures } from '../events/queue-figures';
import { startWorker, type Worker } from './start-worker';

const Copy = defineTask<{ text: string }>('note.copy', (work, { text }) => work.transaction(async (ctx) => void (await writeNote(ctx, `copied ${text}`))));
let hear: (ctx: Context, text: string) => Promise<void>;

const modules = [
  noteModule({
    tasks: [Copy],
    handlers: [on(NoteTaken, 'hear', (ctx, { text }) => hear(ctx, text))],
    jobs: [defineJob({ id: 'minutely', cron: '* * * * *', run: async (ctx) => void (await writeNote(ctx, 'minute')) })],
  }),
];

describe('a worker', () => {
  let platform: TestPlatform;
  let shop: TestShop;
  let workers: Worker[];

  beforeEach(async () => {
    platform = await createTestPlatform(modules);
    shop = await platform.brand();
    workers = [];
    hear = async (ctx, text) => void (await writeNote(ctx, `heard ${text}`));
  });
  afterEach(async () => {
    await Promise.all(workers.map((worker) => worker.stop()));
    await platform.stop();
  });

  const start = async (...nodes: TestPlatform['runtime'][]): Promise<void> => {
    workers = await Promise.all(nodes.map((node) => startWorker(node)));
  };
  const texts = async (like: string): Promise<string[]> => (await platform.rows<{ text: string }>('SELECT text FROM note.note WHERE text LIKE $1 ORDER BY id', [like])).map(({ text }) => text);
  const until = async (condition: () => Promise<boolean>): Promise<void> => {
    for (let waited = 0; waited < 15_000; waited += 20) {
      if (await condition()) return;
      await sleep(20);
    }
    throw new Error('It did not happen in time');
  };

  it('delivers, runs tasks and runs what is due', async () => {
    await start(platform.runtime);
    await shop.context(async (ctx) => {
      await takeNote(ctx, 'one');
      await ctx.enqueue(Copy, { text: 'two' });
    });
    await until(async () => (await texts('heard %')).length === 1 && (await texts('copied %')).length === 1);
    expect(await texts('%')).toEqual(expect.arrayContaining(['one', 'heard one', 'copied two']));
    await until(async () => (await platform.rows('SELECT FROM platform.job_due')).length === 1);
    await platform.owner.query(`UPDATE platform.brand SET clock_offset = clock_offset + interval '1 minute'`);
    expect(await texts('minute')).toEqual([]);
    await workers[0]!.stop();
    await start(platform.runtime);
    await until(async () => (await texts('minute')).length === 1);
  });

  it('shares the work with another, each event once and in order per member, while connections are cut', async () => {
    await start(platform.node(), platform.node());
    const members = Array.from({ length: 5 }, () => newUuid());
    const expected = members.map((member) => Array.from({ length: 30 }, (_, number) => `heard ${member} ${String(number).padStart(2, '0')}`));
    const cutting = (async () => {
      for (let cut = 0; cut < 4; cut++) {
        await sleep(250);
        await platform.owner.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'regulars_relay' AND datname = current_database()`);
      }
    })();
    for (let number = 0; number < 30; number++) {
      await shop.context(async (ctx) => {
        for (const member of members) await takeNote(ctx, `${member} ${String(number).padStart(2, '0')}`, member);
      });
    }
    await cutting;
    await until(async () => (await texts('heard %')).length >= 150);
    for (const [index, member] of members.entries()) expect(await texts(`heard ${member}%`)).toEqual(expected[index]);
    expect(await workFigures(platform.runtime.relay)).toMatchObject({ deliveries: { pending: 0, parked: 0 } });
  });

  it('finishes what runs when it stops, and takes nothing new', async () => {
    let began = 0;
    hear = async (ctx, text) => {
      began++;
      await sleep(200);
      await writeNote(ctx, `heard ${text}`);
    };
    await start(platform.runtime);
    await shop.context(async (ctx) => {
      for (let number = 0; number < 40; number++) await takeNote(ctx, String(number));
    });
    await until(async () => began > 0);
    await workers[0]!.stop();
    workers = [];
    const heard = await texts('heard %');
    expect(heard).toHaveLength(began);
    expect(await platform.rows(`SELECT count(*)::int AS open FROM platform.delivery WHERE claimed_by IS NOT NULL`)).toEqual([{ open: 0 }]);
    expect(await platform.rows(`SELECT max(attempts) AS attempts FROM platform.delivery WHERE state = 'PENDING'`)).toEqual([{ attempts: 0 }]);
  });
});
