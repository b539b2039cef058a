import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Why a broadcast was cancelled that nobody cancelled. */
export class AddCancelReason1791500000939 implements MigrationInterface {
  readonly name = 'AddCancelReason1791500000939';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE messaging.broadcast ADD COLUMN cancel_reason text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE messaging.broadcast DROP COLUMN cancel_reason');
  }
}
