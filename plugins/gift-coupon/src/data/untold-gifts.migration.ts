import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Few gifts wait for a partner; they are found without looking at the others. Beside the work of others. */
export class FindUntoldGifts1791500000662 implements MigrationInterface {
  readonly name = 'FindUntoldGifts1791500000662';
  readonly transaction = false;

  async up(queries: QueryRunner): Promise<void> {
    // What an attempt that broke off has left behind is of no use.
    await queries.query('DROP INDEX CONCURRENTLY IF EXISTS gift_coupon.bundle_gift_untold');
    await queries.query(`CREATE INDEX CONCURRENTLY bundle_gift_untold ON gift_coupon.bundle_gift (brand_id, given_at)
      WHERE parts @? '$[*] ? (@.skipped == "ASKED" || @.partner.told < @.partner.takenBack)'`);
  }

  async down(queries: QueryRunner): Promise<void> {
    await queries.query('DROP INDEX gift_coupon.bundle_gift_untold');
  }
}
