import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What became of tests: nobody's messages, to addresses that stand nowhere here. */
export class CreateTests1791500000940 implements MigrationInterface {
  readonly name = 'CreateTests1791500000940';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE messaging.test (
        brand_id uuid NOT NULL DEFAULT platform.current_brand(),
        id uuid NOT NULL,
        channel text NOT NULL,
        state text NOT NULL CHECK (state IN ('QUEUED', 'SENDING', 'SENT', 'DELIVERED', 'OPENED', 'FAILED')),
        reason text,
        made_at timestamptz NOT NULL DEFAULT platform.current_now(),
        PRIMARY KEY (brand_id, id),
        CHECK ((state = 'FAILED') = (reason IS NOT NULL)));
      CREATE INDEX test_made ON messaging.test (brand_id, made_at);
      CALL platform.protect('messaging.test');`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE messaging.test');
  }
}
