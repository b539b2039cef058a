import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the lines sell that a coupon lowered: by that a line is found which has another number by now. */
export class NoteRedeemedSkus1791500000591 implements MigrationInterface {
  readonly name = 'NoteRedeemedSkus1791500000591';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE gift_coupon.redemption ADD COLUMN skus jsonb NOT NULL DEFAULT '{}'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE gift_coupon.redemption DROP COLUMN skus');
  }
}
