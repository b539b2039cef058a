import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Published: what members were given and why, for invariants of those who gave it. */
export class PublishRewards1790900000100 implements MigrationInterface {
  readonly name = 'PublishRewards1790900000100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE VIEW member.reward_given WITH (security_invoker = true) AS
        SELECT brand_id, id, member_id, kind, state, cause_module, cause_key, order_id, receipt_key, given_at FROM member.reward_receipt;
      GRANT SELECT ON member.reward_given TO regulars_app`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP VIEW member.reward_given');
  }
}
