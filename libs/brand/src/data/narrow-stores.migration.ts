import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who has rights in some stores only sees those. */
export class NarrowBrandStores1790600001000 implements MigrationInterface {
  readonly name = 'NarrowBrandStores1790600001000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CALL platform.narrow_to_stores('brand.store', 'id')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP POLICY stores ON brand.store');
  }
}
