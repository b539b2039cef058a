import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Published, for who pays for new people and not for new accounts: by which keyed hashes members are taken for one, and
 * who came back after having been erased. Of the erased a hash of their phone's keyed hash stays, with no member, no
 * time and nothing else beside it.
 */
export class PublishResemblance1791500000860 implements MigrationInterface {
  readonly name = 'PublishResemblance1791500000860';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE member.former_phone (
        brand_id uuid NOT NULL DEFAULT platform.current_brand(),
        phone_hash bytea NOT NULL,
        PRIMARY KEY (brand_id, phone_hash));
      CALL platform.protect('member.former_phone');

      CREATE VIEW member.resemblance WITH (security_invoker = true) AS
        SELECT brand_id, member_id, kind, value_index FROM member.match_key;
      CREATE VIEW member.returned_member WITH (security_invoker = true) AS
        SELECT i.brand_id, i.member_id FROM member.identity AS i
          JOIN member.former_phone AS f ON f.brand_id = i.brand_id AND f.phone_hash = sha256(i.value_index)
         WHERE i.kind = 'PHONE';
      GRANT SELECT ON member.resemblance, member.returned_member TO regulars_app`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP VIEW member.returned_member, member.resemblance; DROP TABLE member.former_phone');
  }
}
