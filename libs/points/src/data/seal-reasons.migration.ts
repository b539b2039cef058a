import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What somebody said of an entry is sealed under the member's key from now on. Entries never change and are chained, so
 * what earlier ones have in `reason` stays as it is.
 */
export class SealReasons1791300000230 implements MigrationInterface {
  readonly name = 'SealReasons1791300000230';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE points.entry ADD COLUMN reason_sealed bytea');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE points.entry DROP COLUMN reason_sealed');
  }
}
