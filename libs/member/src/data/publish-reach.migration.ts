import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Published, for who writes to members: what they answered last, and what kinds of address they have. */
export class PublishReach1791500000880 implements MigrationInterface {
  readonly name = 'PublishReach1791500000880';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE VIEW member.consent_now WITH (security_invoker = true) AS
        SELECT brand_id, member_id, purpose, channel, granted FROM (
          SELECT DISTINCT ON (brand_id, member_id, purpose, channel) brand_id, member_id, purpose, channel, granted, is_void
            FROM member.consent ORDER BY brand_id, member_id, purpose, channel, at DESC, id DESC) AS latest
         WHERE NOT is_void;
      CREATE VIEW member.identity_kind WITH (security_invoker = true) AS
        SELECT DISTINCT brand_id, member_id, kind FROM member.identity;
      GRANT SELECT ON member.consent_now, member.identity_kind TO regulars_app`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP VIEW member.consent_now, member.identity_kind');
  }
}
