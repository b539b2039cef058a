import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What staff say of a tier they set is sealed under the member's key from now on; what stands in clear, the rotation of keys seals. */
export class SealReasons1791300000220 implements MigrationInterface {
  readonly name = 'SealReasons1791300000220';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE tier.manual_set ADD COLUMN reason_sealed bytea, ALTER COLUMN reason DROP NOT NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`UPDATE tier.manual_set SET reason = '' WHERE reason IS NULL`);
    await runner.query('ALTER TABLE tier.manual_set DROP COLUMN reason_sealed, ALTER COLUMN reason SET NOT NULL');
  }
}
