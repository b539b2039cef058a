import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whoever has a code may use it: what tills keep of codes is sealed from now on. `uses` has what was kept before, for an hour at most. */
export class SealTillCodes1791500000402 implements MigrationInterface {
  readonly name = 'SealTillCodes1791500000402';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE "order".till_hold ADD COLUMN uses_sealed bytea, ALTER COLUMN uses DROP NOT NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM "order".till_hold WHERE uses IS NULL`);
    await runner.query('ALTER TABLE "order".till_hold DROP COLUMN uses_sealed, ALTER COLUMN uses SET NOT NULL');
  }
}
