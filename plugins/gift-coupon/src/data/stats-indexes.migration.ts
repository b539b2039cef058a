import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the statistics of a template count stands in these indexes: its coupons and uses are counted without looking at them. Beside the work of others. */
export class IndexCouponStats1791500000592 implements MigrationInterface {
  readonly name = 'IndexCouponStats1791500000592';
  readonly transaction = false;

  async up(queries: QueryRunner): Promise<void> {
    for (const [name, on] of INDEXES) {
      // What an attempt that broke off has left behind is of no use.
      await queries.query(`DROP INDEX CONCURRENTLY IF EXISTS gift_coupon.${name}`);
      await queries.query(`CREATE INDEX CONCURRENTLY ${name} ON ${on}`);
    }
    await queries.query('DROP INDEX CONCURRENTLY IF EXISTS gift_coupon.coupon_template');
  }

  async down(queries: QueryRunner): Promise<void> {
    await queries.query('CREATE INDEX coupon_template ON gift_coupon.coupon (brand_id, template_id, state)');
    await queries.query('DROP INDEX gift_coupon.coupon_stats, gift_coupon.redemption_stats');
  }
}

const INDEXES = [
  ['coupon_stats', 'gift_coupon.coupon (brand_id, template_id, state) INCLUDE (used, hops, valid_to)'],
  ['redemption_stats', 'gift_coupon.redemption (brand_id, template_id) INCLUDE (reversed_at, discount)'],
] as const;
