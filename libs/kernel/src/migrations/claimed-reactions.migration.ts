import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Deferred reactions run one at a time of each module and brand: which are running is looked up for each claim. */
export class ClaimedReactions1791500000642 implements MigrationInterface {
  readonly name = 'ClaimedReactions1791500000642';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE INDEX CONCURRENTLY IF NOT EXISTS deferred_reaction_claimed ON platform.deferred_reaction (brand_id, module) WHERE state = 'PENDING' AND claimed_by IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX platform.deferred_reaction_claimed');
  }
}
