import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was given for points that were spent is found again when they come back. */
export class ChancesOfBurns1791500000811 implements MigrationInterface {
  readonly name = 'ChancesOfBurns1791500000811';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE lottery.chance ADD COLUMN burn_id uuid');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE lottery.chance DROP COLUMN burn_id');
  }
}

/** Beside the work of others: an index of a big table takes its time. What an attempt that broke off has left behind is of no use. */
export class IndexChancesOfBurns1791500000812 implements MigrationInterface {
  readonly name = 'IndexChancesOfBurns1791500000812';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX CONCURRENTLY IF EXISTS lottery.chance_burn');
    await runner.query('CREATE INDEX CONCURRENTLY chance_burn ON lottery.chance (brand_id, burn_id) WHERE burn_id IS NOT NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX lottery.chance_burn');
  }
}
