import type { MigrationInterface, QueryRunner } from 'typeorm';

// What is there keeps its meaning: nothing is rewritten, and what is new of it is null, or as it always was. A migration for
// each table, so that nobody is kept from one while another is waited for.

/** Versions, conditions, limits and pauses of programs. */
export class WidenStampPrograms1791500000471 implements MigrationInterface {
  readonly name = 'WidenStampPrograms1791500000471';

  async up(queries: QueryRunner): Promise<void> {
    await queries.query(`
      ALTER TABLE stamp_card.program
        ADD COLUMN kind text NOT NULL DEFAULT 'STAMP',
        ADD COLUMN valid_for_days int,
        ADD COLUMN daily_limit int,
        ADD COLUMN min_interval_minutes int,
        ADD COLUMN exclusive_group text,
        ADD COLUMN priority int NOT NULL DEFAULT 0,
        ADD COLUMN surplus text NOT NULL DEFAULT 'CARRY',
        ADD COLUMN reopens boolean NOT NULL DEFAULT true,
        ADD COLUMN step_order text NOT NULL DEFAULT 'ANY',
        ADD COLUMN nearly_full_at int,
        ADD COLUMN effective_from timestamptz,
        ADD COLUMN earlier jsonb NOT NULL DEFAULT '[]',
        ADD COLUMN pauses jsonb NOT NULL DEFAULT '[]'`);
  }

  async down(queries: QueryRunner): Promise<void> {
    await queries.query(`
      ALTER TABLE stamp_card.program DROP COLUMN kind, DROP COLUMN valid_for_days, DROP COLUMN daily_limit, DROP COLUMN min_interval_minutes,
        DROP COLUMN exclusive_group, DROP COLUMN priority, DROP COLUMN surplus, DROP COLUMN reopens, DROP COLUMN step_order,
        DROP COLUMN nearly_full_at, DROP COLUMN effective_from, DROP COLUMN earlier, DROP COLUMN pauses`);
  }
}

/** What orders would give, beside what they hold. */
export class WidenStampEntries1791500000472 implements MigrationInterface {
  readonly name = 'WidenStampEntries1791500000472';

  async up(queries: QueryRunner): Promise<void> {
    await queries.query(`ALTER TABLE stamp_card.entry ADD COLUMN candidates jsonb, ADD COLUMN placed jsonb NOT NULL DEFAULT '[]', ADD COLUMN tie int`);
  }

  async down(queries: QueryRunner): Promise<void> {
    await queries.query('ALTER TABLE stamp_card.entry DROP COLUMN candidates, DROP COLUMN placed, DROP COLUMN tie');
  }
}

/** Cards that end, and what was told of them. */
export class WidenStampCards1791500000473 implements MigrationInterface {
  readonly name = 'WidenStampCards1791500000473';

  async up(queries: QueryRunner): Promise<void> {
    await queries.query(`
      ALTER TABLE stamp_card.card
        ADD COLUMN version int,
        ADD COLUMN slots int,
        ADD COLUMN valid_until timestamptz,
        ADD COLUMN base jsonb,
        ADD COLUMN kept int[] NOT NULL DEFAULT '{}',
        ADD COLUMN nearly_full_at timestamptz,
        ADD COLUMN expired_at timestamptz`);
  }

  async down(queries: QueryRunner): Promise<void> {
    await queries.query(`
      ALTER TABLE stamp_card.card DROP COLUMN version, DROP COLUMN slots, DROP COLUMN valid_until, DROP COLUMN base, DROP COLUMN kept,
        DROP COLUMN nearly_full_at, DROP COLUMN expired_at`);
  }
}
