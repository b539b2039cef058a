import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who has rights in some stores only sees their orders. The index of a member's orders takes the store in: what tiers
 * add up is still answered from the index alone.
 */
export class NarrowOrders1790600003000 implements MigrationInterface {
  readonly name = 'NarrowOrders1790600003000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CALL platform.narrow_to_stores('"order"."order"', 'store_id')`);
    await runner.query(`CREATE INDEX order_by_member_and_store ON "order"."order" (brand_id, member_id, business_date, placed_at, id)
      INCLUDE (net, counts, store_id) WHERE member_id IS NOT NULL`);
    await runner.query('DROP INDEX "order".order_by_member');
    await runner.query('ALTER INDEX "order".order_by_member_and_store RENAME TO order_by_member');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP POLICY stores ON "order"."order"');
    await runner.query('DROP INDEX "order".order_by_member');
    await runner.query(`CREATE INDEX order_by_member ON "order"."order" (brand_id, member_id, business_date, placed_at, id)
      INCLUDE (net, counts) WHERE member_id IS NOT NULL`);
  }
}
