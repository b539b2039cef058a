import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Days of giving from while the plugin was off are over for good: since when it is on has to be known. */
export class RuleDaySince1791500000675 implements MigrationInterface {
  readonly name = 'RuleDaySince1791500000675';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE gift_coupon.rule_day ADD COLUMN since date');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE gift_coupon.rule_day DROP COLUMN since');
  }
}
