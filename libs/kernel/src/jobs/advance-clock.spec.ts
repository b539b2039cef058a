import { DAY, Rejection } from '@regulars/plugin-sdk';
import { CLOCK_START, createTestPlatform, type TestPlatform, type TestShop } from '../../test/platform';
import { remind, reminderModule } from '../../test/reminder-module';
import { advanceClock } from './advance-clock';
import { runDueJobs } from './due-jobs';

const after = (days: number): Date => new Date(CLOCK_START.getTime() + days * DAY);

describe('advanceClock', () => {
  let platform: TestPlatform;
  let shop: TestShop;

  beforeAll(async () => {
    platform = await createTestPlatform([reminderModule]);
  });
  afterAll(() => platform.stop());
  beforeEach(async () => {
    shop = await platform.brand();
  });

  const items = (brand: TestShop = shop): Promise<unknown[]> => platform.rows(
    `SELECT text, due_at, done_at FROM reminder.item WHERE brand_id = $1 ORDER BY due_at, text`, [brand.id]);
  const ticks = (job: string): Promise<{ at: Date }[]> => platform.rows('SELECT at FROM reminder.tick WHERE brand_id = $1 AND job = $2 ORDER BY at', [shop.id, job]);
  const plan = (days: number, repeats: number, brand: TestShop = shop): Promise<unknown> => brand.context((ctx) => remind(ctx, 'daily', after(days), repeats));

  it('moves the clock, from where it runs on', async () => {
    await advanceClock(platform.runtime, shop.id, after(30));
    const now = (await shop.now()).getTime();
    expect(now).toBeGreaterThanOrEqual(after(30).getTime());
    expect(now).toBeLessThan(after(30).getTime() + 5_000);
    expect(await shop.read(async (ctx) => ctx.now >= after(30) && ctx.now < after(30.001))).toBe(true);
  });

  it('runs each job at the instants at which it has work, in order, each with its own now', async () => {
    await plan(1, 2);
    await advanceClock(platform.runtime, shop.id, after(10));
    const done = [1, 2, 3].flatMap((day) => [{ text: 'daily', due_at: after(day), done_at: after(day) }, { text: 'echo', due_at: after(day), done_at: after(day) }]);
    expect(await items()).toEqual(done);
    // One look at what was overdue when the journey began, then one run a day, and one at the end.
    expect((await ticks('daily')).slice(1)).toEqual([1, 2, 3, 10].map((day) => ({ at: after(day) })));
  });

  it('runs a job that cannot say when there is work at every instant of its expression', async () => {
    await advanceClock(platform.runtime, shop.id, after(3));
    // Noon in Taipei is 04:00 in UTC, where the clock started: the first noon is a day later.
    expect(await ticks('noon')).toEqual([{ at: after(1) }, { at: after(2) }, { at: after(3) }]);
  });

  it('ends in the same state in one step and in seven', async () => {
    const [one, seven] = [await platform.brand(), await platform.brand()];
    for (const brand of [one, seven]) {
      await plan(0.5, 5, brand);
      await plan(2, 1, brand);
    }
    await one.advanceTo(after(7));
    for (let day = 1; day <= 7; day++) await seven.advanceTo(after(day));
    expect(await items(seven)).toEqual(await items(one));
    expect(await items(one)).toHaveLength(16);
  });

  it('does what was overdue first, and at the end what was overdue when it was given', async () => {
    await plan(-3, 0);
    const from = await shop.now();
    await advanceClock(platform.runtime, shop.id, after(1));
    const [daily, echo] = await items() as { text: string; due_at: Date; done_at: Date }[];
    expect(daily).toMatchObject({ text: 'daily', due_at: after(-3) });
    expect(Math.abs(daily!.done_at.getTime() - from.getTime())).toBeLessThan(1_000);
    expect(echo).toEqual({ text: 'echo', due_at: after(-3), done_at: after(1) });
  });

  it('refuses to go back, and to move a real brand\'s clock', async () => {
    await expect(advanceClock(platform.runtime, shop.id, after(-1))).rejects.toThrow(Rejection);
    const real = await platform.brand({ sandbox: false });
    await expect(advanceClock(platform.runtime, real.id, new Date('2040-01-01T00:00:00Z'))).rejects.toThrow(Rejection);
    expect(await platform.rows('SELECT clock_offset::text AS offset FROM platform.brand WHERE id = $1', [real.id])).toEqual([{ offset: '00:00:00' }]);
    expect(await ticks('daily')).toEqual([]);
  });

  it('lets one of two advances at once go first', async () => {
    await plan(1, 3);
    const node = platform.node();
    const results = await Promise.allSettled([advanceClock(platform.runtime, shop.id, after(5)), advanceClock(node, shop.id, after(5))]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await items()).toHaveLength(8);
    expect((await ticks('noon')).map(({ at }) => at)).toEqual([1, 2, 3, 4, 5].map(after));
  });

  it('leaves nothing for the worker to do again', async () => {
    await plan(1, 3);
    await advanceClock(platform.runtime, shop.id, after(5));
    const before = await platform.rows('SELECT count(*)::int AS ticks FROM reminder.tick WHERE brand_id = $1', [shop.id]);
    await runDueJobs(platform.runtime);
    expect(await platform.rows('SELECT count(*)::int AS ticks FROM reminder.tick WHERE brand_id = $1', [shop.id])).toEqual(before);
  });

  it('leaves what a failing job had to do to the next run', async () => {
    await platform.owner.query(`ALTER TABLE reminder.tick ADD CONSTRAINT broken CHECK (job <> 'daily' OR at < '${after(1.5).toISOString()}') NOT VALID`);
    await plan(1, 2);
    await expect(advanceClock(platform.runtime, shop.id, after(5))).rejects.toThrow(/broken/);
    await platform.owner.query('ALTER TABLE reminder.tick DROP CONSTRAINT broken');
    expect((await shop.now()).getTime()).toBeGreaterThanOrEqual(after(5).getTime());
    await shop.advanceTo(after(6));
    expect((await items()).map((item) => [(item as { text: string }).text, (item as { due_at: Date }).due_at])).toEqual([1, 2, 3].flatMap((day) => [['daily', after(day)], ['echo', after(day)]]));
  });
});
