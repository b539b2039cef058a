import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who has rights in some stores only sees their links; those of no store are the brand's. */
export class NarrowRecruitLinks1790600002000 implements MigrationInterface {
  readonly name = 'NarrowRecruitLinks1790600002000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CALL platform.narrow_to_stores('member.recruit_link', 'store_id')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP POLICY stores ON member.recruit_link');
  }
}
