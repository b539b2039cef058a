import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Published, for who writes to members: by what index each address they have is known, to tell whether it is still the one that could not be reached. */
export class PublishAddresses1791500000935 implements MigrationInterface {
  readonly name = 'PublishAddresses1791500000935';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE VIEW member.identity_index WITH (security_invoker = true) AS SELECT brand_id, member_id, kind, value_index FROM member.identity;
      GRANT SELECT ON member.identity_index TO regulars_app`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP VIEW member.identity_index');
  }
}
