import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where a coupon was used: whose rights end at a store gives back only what was used there. */
export class StoresOfRedemptions1791500000531 implements MigrationInterface {
  readonly name = 'StoresOfRedemptions1791500000531';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE gift_coupon.redemption ADD COLUMN store_id uuid');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE gift_coupon.redemption DROP COLUMN store_id');
  }
}
