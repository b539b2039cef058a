import { setTimeout as sleep } from 'node:timers/promises';
import { defineTask, type TaskRun } from '@regulars/plugin-sdk';
import { createTestPlatform, type TestPlatform, type TestShop } from '../../test/platform';
import { listenerModule, noteModule, writeNote } from '../../test/note-module';
import { listParked, retryTasks } from '../events/queue-figures';
import { drain } from '../worker/drain';
import { Presence } from '../worker/presence';
import { releaseOrphanedTasks } from './orphaned-tasks';
import { TaskWorker } from './tasks';

type Payload = { text: string };
let run: (work: TaskRun, payload: Payload) => Promise<void>;
let runListener: (work: TaskRun) => Promise<void>;
const CopyNotes = defineTask<Payload>('note.copy', (work, payload) => run(work, payload));
const Listen = defineTask<Payload>('listener.listen', (work) => runListener(work));
const modules = [noteModule({ tasks: [CopyNotes] }), listenerModule({ tasks: [Listen] })];

describe('tasks', () => {
  let platform: TestPlatform;
  let shop: TestShop;

  beforeAll(async () => {
    platform = await createTestPlatform(modules);
    shop = await platform.brand();
  });
  afterAll(() => platform.stop());
  beforeEach(async () => {
    await platform.owner.query('TRUNCATE note.note, graphile_worker._private_jobs');
    run = (work, { text }) => work.transaction(async (ctx) => void (await writeNote(ctx, `${text} by ${ctx.actor.id} for ${ctx.brand.code}`)));
  });

  const enqueue = (text: string): Promise<void> => shop.context((ctx) => ctx.enqueue(CopyNotes, { text }));
  const texts = async (): Promise<string[]> => (await platform.rows<{ text: string }>('SELECT text FROM note.note ORDER BY id')).map(({ text }) => text);
  const jobs = (): Promise<unknown[]> => platform.rows('SELECT attempts, locked_by IS NOT NULL AS locked, run_at <= now() AS ready FROM graphile_worker._private_jobs');
  const hurry = (): Promise<unknown> => platform.owner.query('UPDATE graphile_worker._private_jobs SET run_at = now()');
  const until = async (condition: () => boolean | Promise<boolean>): Promise<void> => {
    for (let waited = 0; !(await condition()) && waited < 10_000; waited += 10) await sleep(10);
  };

  it('run once for a transaction that committed, and not for one that did not', async () => {
    await enqueue('one');
    await expect(shop.context(async (ctx) => {
      await ctx.enqueue(CopyNotes, { text: 'two' });
      throw new Error('no');
    })).rejects.toThrow('no');
    expect((await drain(platform.runtime)).failures).toEqual([]);
    await drain(platform.runtime);
    expect(await texts()).toEqual([expect.stringMatching(/^one by note\/note\.copy for shop-\d+$/)]);
    expect(await jobs()).toEqual([]);
  });

  it('copy rows under the brand\'s row-level security', async () => {
    const awkward = ['plain', 'tab\tnewline\nreturn\r', 'back\\slash \\N', '珍奶 🧋', ''];
    run = (work) => work.copy('note.note', ['text', 'at'], (async function* () {
      for (const text of awkward) yield [text, new Date('2026-01-01T00:00:00Z')];
    })());
    await enqueue('copy');
    expect((await drain(platform.runtime)).failures).toEqual([]);
    expect(await platform.rows('SELECT text, at, brand_id FROM note.note ORDER BY id')).toEqual(awkward.map((text) => ({ text, at: new Date('2026-01-01T00:00:00Z'), brand_id: shop.id })));
  });

  it('copy all rows or none', async () => {
    run = (work) => work.copy('note.note', ['text'], (async function* () {
      for (let row = 0; row < 20_000; row++) yield [`row ${row}`];
      yield ['refused'];
    })());
    await enqueue('copy');
    expect((await drain(platform.runtime)).failures).toMatchObject([{ what: 'note.copy' }]);
    expect(await texts()).toEqual([]);
    run = (work) => work.copy('note.note', ['brand_id', 'text'], (async function* () {
      yield ['11111111-1111-7111-8111-111111111111', 'foreign'];
    })());
    await hurry();
    expect((await drain(platform.runtime)).failures).toMatchObject([{ error: { code: '42501' } }]);
    expect(await texts()).toEqual([]);
  });

  it('are tried again later when they fail', async () => {
    run = async () => {
      throw new Error('broken');
    };
    await enqueue('one');
    expect((await drain(platform.runtime)).failures).toEqual([{ what: 'note.copy', error: new Error('broken') }]);
    expect(await jobs()).toEqual([{ attempts: 1, locked: false, ready: false }]);
  });

  it('are dropped when their module is switched off', async () => {
    let ran = 0;
    runListener = async () => void ran++;
    await shop.enable('listener');
    await shop.context((ctx) => ctx.enqueue(Listen, { text: 'one' }));
    await shop.disable('listener');
    await drain(platform.runtime);
    expect([ran, await jobs()]).toEqual([0, []]);
  });

  describe('of a worker', () => {
    let presence: Presence;
    let worker: TaskWorker;

    beforeEach(async () => {
      presence = await Presence.announce(platform.runtime.relay, platform.runtime.logger, () => worker.interrupt());
      worker = new TaskWorker(platform.runtime, presence);
    });
    afterEach(() => presence.end());

    it('end early when it stops, and the try does not count', async () => {
      let ended = '';
      run = async (work) => {
        await new Promise<void>((resolve) => work.signal.addEventListener('abort', () => resolve()));
        await expect(work.transaction((ctx) => writeNote(ctx, 'begun late'))).rejects.toThrow('The worker is stopping');
        await work.conclude((ctx) => writeNote(ctx, 'known late'));
        ended = 'early';
      };
      await enqueue('long');
      await worker.start();
      await until(async () => (await jobs() as { locked: boolean }[])[0]?.locked === true);
      const stopping = performance.now();
      await worker.stop();
      expect(performance.now() - stopping).toBeLessThan(3_000);
      expect([ended, await texts()]).toEqual(['early', ['known late']]);
      expect(await jobs()).toEqual([{ attempts: 0, locked: false, ready: true }]);
    });

    it('are taken up soon by another when it is gone', async () => {
      let ends = (): void => undefined;
      run = () => new Promise((resolve) => (ends = resolve));
      await enqueue('long');
      await worker.start();
      await until(async () => (await jobs() as { locked: boolean }[])[0]?.locked === true);
      await platform.owner.query(`UPDATE graphile_worker._private_jobs SET locked_at = now() - interval '10 s'`);
      expect(await releaseOrphanedTasks(platform.runtime)).toBe(0);
      expect((await jobs())).toMatchObject([{ locked: true }]);
      // What the server sees when a process is killed: its sessions end.
      await presence.end();
      await until(async () => (await releaseOrphanedTasks(platform.runtime)) > 0);
      expect(await jobs()).toMatchObject([{ attempts: 1, locked: false }]);
      run = (work, { text }) => work.transaction(async (ctx) => void (await writeNote(ctx, text)));
      await hurry();
      await drain(platform.runtime);
      expect(await texts()).toEqual(['long']);
      ends();
      await worker.stop();
    });

    /** What is left in the database when a process is killed in the midst of everything that is ready. */
    const die = async (): Promise<void> => {
      await platform.owner.query(`UPDATE graphile_worker._private_jobs SET locked_by = 'pool-gone', locked_at = now() - interval '10 s', attempts = attempts + 1 WHERE is_available`);
      expect(await releaseOrphanedTasks(platform.runtime)).toBe(1);
      await hurry();
    };

    it('are tried one after the other when a process ended with them, and hold up no others', async () => {
      await enqueue('suspect 1');
      await enqueue('suspect 2');
      await die();
      await enqueue('good');
      const running = new Set<string>();
      const together: string[] = [];
      const ends = new Map<string, () => void>();
      run = (_, { text }) => new Promise<void>((resolve) => {
        running.add(text);
        together.push([...running].sort().join(' + '));
        ends.set(text, () => { running.delete(text); resolve(); });
      });
      await worker.start();
      await until(() => running.size === 2);
      ends.get([...running].find((text) => text.startsWith('suspect')) ?? '')?.();
      await until(() => together.length === 3);
      expect(together.slice(1).sort()).toEqual(['good + suspect 1', 'good + suspect 2']);
      for (const end of ends.values()) end();
      await until(async () => (await jobs()).length === 0);
      await worker.stop();
    });

    it('that have run for a minute without ending the process hold up the next suspect no longer', async () => {
      await enqueue('suspect 1');
      await enqueue('suspect 2');
      await die();
      let began = 0;
      const ends: (() => void)[] = [];
      run = () => new Promise<void>((resolve) => void (began++, ends.push(resolve)));
      await worker.start();
      await until(() => began === 1);
      expect(await releaseOrphanedTasks(platform.runtime)).toBe(0);
      expect(await platform.rows(`SELECT FROM graphile_worker._private_jobs WHERE job_queue_id IS NOT NULL AND flags = '{"crashes": 1}'`)).toHaveLength(2);
      await platform.owner.query(`UPDATE graphile_worker._private_jobs SET locked_at = locked_at - interval '61 seconds'`);
      await until(async () => (await releaseOrphanedTasks(platform.runtime)) === 0 && began === 2);
      expect(await platform.rows(`SELECT flags FROM graphile_worker._private_jobs ORDER BY flags`)).toEqual([{ flags: { crashes: 1 } }, { flags: { crashes: 1 } }]);
      expect(await platform.rows('SELECT FROM graphile_worker._private_jobs WHERE job_queue_id IS NULL')).toHaveLength(1);
      for (const end of ends) end();
      await until(async () => (await jobs()).length === 0);
      await worker.stop();
    });

    it('are parked when processes ended with them three times, if only after more than a minute each time, and not what ran beside them', async () => {
      /** A process takes it, if it may be taken, and works on it for so many seconds. */
      const begins = async (text: string, seconds: number): Promise<boolean> => (await platform.rows(`
        WITH begun AS (
          UPDATE graphile_worker._private_jobs j SET locked_by = 'pool-gone', locked_at = now() - make_interval(secs => $2), attempts = attempts + 1
          WHERE payload->'payload'->>'text' = $1 AND locked_at IS NULL
            AND NOT EXISTS (SELECT FROM graphile_worker._private_job_queues q WHERE q.id = j.job_queue_id AND q.locked_at IS NOT NULL)
          RETURNING job_queue_id, locked_by, locked_at
        ), held AS (
          UPDATE graphile_worker._private_job_queues q SET locked_by = begun.locked_by, locked_at = begun.locked_at FROM begun WHERE q.id = begun.job_queue_id
        )
        SELECT FROM begun`, [text, seconds])).length === 1;
      await enqueue('kills late');
      await enqueue('innocent');
      const together: boolean[] = [];
      for (let round = 1; round <= 3; round++) {
        const alive = await Presence.announce(platform.runtime.relay, platform.runtime.logger, () => undefined);
        await alive.addTaskPool('pool-gone');
        expect(await begins('kills late', 70)).toBe(true);
        expect(await releaseOrphanedTasks(platform.runtime)).toBe(0);
        together.push(await begins('innocent', 30));
        await alive.end();
        await until(async () => (await releaseOrphanedTasks(platform.runtime)) > 0);
      }
      expect(together).toEqual([true, true, false]);
      expect(await platform.rows(`
        SELECT payload->'payload'->>'text' AS text, flags->'crashes' AS crashes, attempts >= max_attempts AS parked FROM graphile_worker._private_jobs ORDER BY text`)).toEqual([
        { text: 'innocent', crashes: 2, parked: false }, { text: 'kills late', crashes: 3, parked: true },
      ]);
      await hurry();
      await drain(platform.runtime);
      expect(await texts()).toEqual([expect.stringMatching(/^innocent by/)]);
    });

    it('are parked when processes ended with them three times, and tried from the beginning when somebody says so', async () => {
      await enqueue('kills');
      await die();
      await die();
      expect(await listParked(platform.runtime.relay)).toEqual([]);
      await die();
      expect(await jobs()).toEqual([{ attempts: 8, locked: false, ready: true }]);
      expect(await listParked(platform.runtime.relay)).toMatchObject([{ queue: 'graphile_worker.jobs', brandId: shop.id, what: 'note.copy', lastError: 'The process ended during the try' }]);
      await drain(platform.runtime);
      expect(await texts()).toEqual([]);
      expect(await retryTasks(platform.runtime.relay)).toBe(1);
      expect(await platform.rows('SELECT attempts, flags, job_queue_id FROM graphile_worker._private_jobs')).toEqual([{ attempts: 0, flags: {}, job_queue_id: null }]);
      await drain(platform.runtime);
      expect(await texts()).toEqual([expect.stringMatching(/^kills by/)]);
    });
  });
});
