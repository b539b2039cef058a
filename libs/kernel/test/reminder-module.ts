import { type Context, DAY, defineJob, definePlugin, statement } from '@regulars/plugin-sdk';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A module whose state depends on the order in which things fall due: each reminder that is due is done once, and may set another. */
class CreateReminder1790000000002 implements MigrationInterface {
  readonly name = 'CreateReminder1790000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE reminder.item (
        brand_id uuid NOT NULL DEFAULT platform.current_brand(),
        id uuid NOT NULL DEFAULT platform.uuid_v7(),
        text text NOT NULL,
        due_at timestamptz NOT NULL,
        repeats int NOT NULL DEFAULT 0,
        done_at timestamptz,
        PRIMARY KEY (brand_id, id)
      );
      CALL platform.protect('reminder.item');
      CREATE TABLE reminder.tick (
        brand_id uuid NOT NULL DEFAULT platform.current_brand(),
        id uuid NOT NULL DEFAULT platform.uuid_v7(),
        job text NOT NULL,
        at timestamptz NOT NULL DEFAULT platform.current_now(),
        PRIMARY KEY (brand_id, id)
      );
      CALL platform.protect('reminder.tick');`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE reminder.item, reminder.tick');
  }
}

const ADD = statement<never, [string, Date, number]>('reminder.add', 'INSERT INTO reminder.item (text, due_at, repeats) VALUES ($1, $2, $3)');
const TICK = statement<never, [string]>('reminder.tick', 'INSERT INTO reminder.tick (job) VALUES ($1)');
const NEXT = statement<{ due_at: Date | null }, [string]>('reminder.next', `
  SELECT min(due_at) AS due_at FROM reminder.item WHERE done_at IS NULL AND text LIKE $1 AND due_at > platform.current_now()`);
const DO = statement<{ text: string; due_at: Date; repeats: number }, [string]>('reminder.do', `
  UPDATE reminder.item SET done_at = platform.current_now() WHERE done_at IS NULL AND text LIKE $1 AND due_at <= platform.current_now()
  RETURNING text, due_at, repeats`);

export const remind = (ctx: Context, text: string, due: Date, repeats = 0): Promise<never[]> => ctx.sql(ADD(text, due, repeats));
const nextOf = (prefix: string) => async (ctx: Context): Promise<Date | null> => (await ctx.sql(NEXT(`${prefix}%`)))[0]?.due_at ?? null;

/** Done once a day for as long as it repeats. */
async function runDaily(ctx: Context): Promise<void> {
  await ctx.sql(TICK('daily'));
  for (const { text, due_at, repeats } of await ctx.sql(DO('daily%'))) {
    if (repeats > 0) await remind(ctx, text, new Date(due_at.getTime() + DAY), repeats - 1);
    await remind(ctx, 'echo', due_at);
  }
}

export const reminderModule = definePlugin({
  id: 'reminder', version: '1.0.0', sdk: '^1.0.0', core: true, migrations: [CreateReminder1790000000002],
  jobs: [
    // Comes before the one that gives it work: what falls due at an instant is done at that instant all the same.
    defineJob({ id: 'echo', cron: '0 0 * * *', nextDue: nextOf('echo'), run: async (ctx) => { await ctx.sql(TICK('echo')); await ctx.sql(DO('echo%')); } }),
    defineJob({ id: 'daily', cron: '0 0 * * *', nextDue: nextOf('daily'), run: runDaily }),
    defineJob({ id: 'noon', cron: '0 12 * * *', run: async (ctx) => void (await ctx.sql(TICK('noon'))) }),
  ],
});
