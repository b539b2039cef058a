import { type Context, defineJob, LeftUndone, statement } from '@regulars/plugin-sdk';
import { CLOCK_START, createTestPlatform, type TestPlatform, type TestShop } from '../../test/platform';
import { listenerModule, noteModule, writeNote } from '../../test/note-module';
import { nextOccurrence } from './cron';
import { JobSchedule, runDueJobs } from './due-jobs';

let runHourly: (ctx: Context) => Promise<LeftUndone> | Promise<void>;
let runNightly: (ctx: Context) => Promise<void>;

const modules = [
  noteModule({ jobs: [defineJob({ id: 'hourly', cron: '0 * * * *', run: (ctx) => runHourly(ctx) })] }),
  listenerModule({ jobs: [defineJob({ id: 'nightly', cron: '30 3 * * *', run: (ctx) => runNightly(ctx) })] }),
];

describe('due jobs', () => {
  let platform: TestPlatform;
  let shop: TestShop;
  let schedule: JobSchedule;

  beforeEach(async () => {
    platform = await createTestPlatform(modules);
    shop = await platform.brand({ plugins: ['listener'] });
    schedule = new JobSchedule(platform.runtime);
    runHourly = async (ctx) => void (await writeNote(ctx, 'hourly'));
    runNightly = async (ctx) => void (await writeNote(ctx, 'nightly'));
  });
  afterEach(() => platform.stop());

  const due = (): Promise<unknown[]> => platform.rows('SELECT job, due_at FROM platform.job_due ORDER BY job');
  const texts = async (): Promise<string[]> => (await platform.rows<{ text: string }>('SELECT text FROM note.note ORDER BY id')).map(({ text }) => text);
  /** Moves the clock as time would, without doing what falls due on the way. */
  const pass = (interval: string): Promise<unknown> => platform.owner.query('UPDATE platform.brand SET clock_offset = clock_offset + $1::interval WHERE id = $2', [interval, shop.id]);

  it('are planned in the brand\'s time and zone, for every brand and enabled module', async () => {
    expect(CLOCK_START).toEqual(new Date('2026-01-05T04:00:00Z'));
    await schedule.complete();
    const planned = [{ job: 'listener.nightly', due_at: new Date('2026-01-05T19:30:00Z') }, { job: 'note.hourly', due_at: new Date('2026-01-05T05:00:00Z') }];
    expect(await due()).toEqual(planned);
    await schedule.complete();
    expect(await due()).toEqual(planned);
    await platform.brand();
    await schedule.complete();
    expect(await platform.rows('SELECT job, count(*)::int AS brands FROM platform.job_due GROUP BY job ORDER BY job')).toEqual([{ job: 'listener.nightly', brands: 1 }, { job: 'note.hourly', brands: 2 }]);
  });

  it('run once each when several instants were missed, and are planned anew', async () => {
    await schedule.complete();
    expect(await runDueJobs(platform.runtime)).toBe(0);
    await pass('20 hours');
    expect(await runDueJobs(platform.runtime)).toBe(2);
    expect(await runDueJobs(platform.runtime)).toBe(0);
    expect(await texts()).toEqual(['hourly', 'nightly']);
    expect(await due()).toEqual([{ job: 'listener.nightly', due_at: new Date('2026-01-06T19:30:00Z') }, { job: 'note.hourly', due_at: new Date('2026-01-06T01:00:00Z') }]);
  });

  it('run once when three workers look at once', async () => {
    const nodes = [platform.runtime, platform.node(), platform.node()];
    await schedule.complete();
    for (let hour = 0; hour < 10; hour++) {
      await pass('1 hour');
      await Promise.all(nodes.map((node) => runDueJobs(node)));
      await Promise.all(nodes.map((node) => runDueJobs(node)));
    }
    expect((await texts()).filter((text) => text === 'hourly')).toHaveLength(10);
  });

  it('leave nothing when they fail, hold up no other, and are tried again later', async () => {
    runHourly = async (ctx) => {
      await writeNote(ctx, 'hourly');
      throw new Error('broken');
    };
    await schedule.complete();
    await pass('20 hours');
    await runDueJobs(platform.runtime);
    expect(await texts()).toEqual(['nightly']);
    expect(await platform.rows(`SELECT due_at, attempts, last_error, retry_at > clock_timestamp() AS later FROM platform.job_due WHERE job = 'note.hourly'`)).toEqual([
      { due_at: new Date('2026-01-05T05:00:00Z'), attempts: 1, last_error: 'Error: broken', later: true },
    ]);
    expect(await runDueJobs(platform.runtime)).toBe(0);
    await platform.owner.query('UPDATE platform.job_due SET retry_at = clock_timestamp()');
    runHourly = async (ctx) => void (await writeNote(ctx, 'hourly'));
    expect(await runDueJobs(platform.runtime)).toBe(1);
    expect(await texts()).toEqual(['nightly', 'hourly']);
    expect(await platform.rows(`SELECT attempts, last_error, retry_at FROM platform.job_due WHERE job = 'note.hourly'`)).toEqual([{ attempts: 0, last_error: null, retry_at: null }]);
  });

  it('that could not do all of it keep what they did, and say what was left', async () => {
    runHourly = async (ctx) => {
      await writeNote(ctx, 'hourly');
      return new LeftUndone([new Error('away'), new Error('away, too')]);
    };
    await schedule.complete();
    await pass('1 hour');
    await runDueJobs(platform.runtime);
    const standing = () => platform.rows(`SELECT due_at, attempts, last_error, retry_at FROM platform.job_due WHERE job = 'note.hourly'`);
    expect([await texts(), await standing()]).toEqual([['hourly'], [{ due_at: new Date('2026-01-05T06:00:00Z'), attempts: 0, last_error: 'Error: away', retry_at: null }]]);
    runHourly = async (ctx) => {
      await writeNote(ctx, 'hourly');
      return new LeftUndone([]);
    };
    await pass('1 hour');
    await runDueJobs(platform.runtime);
    expect([await texts(), await standing()]).toEqual([['hourly', 'hourly'], [{ due_at: new Date('2026-01-05T07:00:00Z'), attempts: 0, last_error: null, retry_at: null }]]);
  });

  it('are passed over while their module is switched off', async () => {
    await schedule.complete();
    await shop.disable('listener');
    await pass('20 hours');
    await runDueJobs(platform.runtime);
    expect(await texts()).toEqual(['hourly']);
    expect(await due()).toContainEqual({ job: 'listener.nightly', due_at: new Date('2026-01-06T19:30:00Z') });
  });

  it('may take longer than a request\'s statement', async () => {
    runHourly = async (ctx) => {
      const [row] = await ctx.sql(statement<{ statement_timeout: string }>('note.limit', 'SHOW statement_timeout')());
      await writeNote(ctx, String(row?.statement_timeout));
    };
    await schedule.complete();
    await pass('1 hour');
    await runDueJobs(platform.runtime);
    expect(await texts()).toEqual(['1min']);
  });
});

describe('nextOccurrence', () => {
  it.each([
    ['the next, strictly', '5 * * * *', 'Asia/Taipei', '2026-01-05T04:05:00Z', '2026-01-05T05:05:00Z'],
    ['across the change to summer time', '30 1 * * *', 'Europe/London', '2026-03-28T01:30:00Z', '2026-03-29T01:00:00Z'],
    ['once across the change to winter time', '30 1 * * *', 'Europe/London', '2026-10-25T00:30:00Z', '2026-10-26T01:30:00Z'],
    ['in a zone half an hour off', '0 0 * * *', 'Australia/Lord_Howe', '2026-06-01T00:00:00Z', '2026-06-01T13:30:00Z'],
  ])('answers %s', (_, expression, zone, after, expected) => {
    expect(nextOccurrence(expression, zone, new Date(after))).toEqual(new Date(expected));
  });
});
