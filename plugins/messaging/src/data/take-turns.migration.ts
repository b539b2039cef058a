import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One run at a time sends by a channel. */
export class TakeTurns1791500000928 implements MigrationInterface {
  readonly name = 'TakeTurns1791500000928';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE messaging.channel ADD COLUMN sender uuid, ADD COLUMN sender_until timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE messaging.channel DROP COLUMN sender, DROP COLUMN sender_until');
  }
}

/** A batch is as old as its first attempt. */
export class AgeBatches1791500000929 implements MigrationInterface {
  readonly name = 'AgeBatches1791500000929';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE messaging.batch ADD COLUMN begun_at timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE messaging.batch DROP COLUMN begun_at');
  }
}
