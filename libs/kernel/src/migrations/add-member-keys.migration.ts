import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A key of each member's own, under which its personal data is sealed, and which goes when the member is erased. */
export class AddMemberKeys1791300000200 implements MigrationInterface {
  readonly name = 'AddMemberKeys1791300000200';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE platform.member_key (
        brand_id uuid NOT NULL DEFAULT platform.current_brand(),
        member_id uuid NOT NULL,
        -- Under the installation's key. Null: destroyed, and no other follows.
        wrapped bytea,
        destroyed_at timestamptz,
        PRIMARY KEY (brand_id, member_id),
        CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL))
      );
      CALL platform.protect('platform.member_key');
      REVOKE DELETE ON platform.member_key FROM regulars_app;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE platform.member_key');
  }
}
