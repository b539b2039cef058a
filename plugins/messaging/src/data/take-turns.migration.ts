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

/** One index leads to what is due of a broadcast, in order, and to what became of it. */
export class IndexBroadcasts1791500000930 implements MigrationInterface {
  readonly name = 'IndexBroadcasts1791500000930';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX CONCURRENTLY IF EXISTS messaging.message_of_broadcast');
    await runner.query('CREATE INDEX CONCURRENTLY message_of_broadcast ON messaging.message (brand_id, broadcast_id, state, due_at, id) WHERE broadcast_id IS NOT NULL');
    await runner.query('DROP INDEX CONCURRENTLY IF EXISTS messaging.message_broadcast');
    await runner.query('DROP INDEX CONCURRENTLY IF EXISTS messaging.message_broadcast_due');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("CREATE INDEX IF NOT EXISTS message_broadcast_due ON messaging.message (brand_id, broadcast_id, due_at, id) WHERE state = 'QUEUED' AND broadcast_id IS NOT NULL");
    await runner.query('CREATE INDEX IF NOT EXISTS message_broadcast ON messaging.message (brand_id, broadcast_id, state) WHERE broadcast_id IS NOT NULL');
    await runner.query('DROP INDEX messaging.message_of_broadcast');
  }
}

/** A run that comes again is not who it was before; and who is in trouble is left alone for a while. */
export class TellTurnsApart1791500000931 implements MigrationInterface {
  readonly name = 'TellTurnsApart1791500000931';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE messaging.channel ADD COLUMN turn uuid, ADD COLUMN trouble int NOT NULL DEFAULT 0');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE messaging.channel DROP COLUMN turn, DROP COLUMN trouble');
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
