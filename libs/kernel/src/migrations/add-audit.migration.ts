import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who did what, and who was shown whom: rows that are added with the work they tell of, and never changed. Rows of the
 * platform audience stand under the nil uuid, which no brand has; so there is no foreign key.
 */
export class AddAudit1790800000000 implements MigrationInterface {
  readonly name = 'AddAudit1790800000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE platform.audit_entry (
        brand_id uuid NOT NULL DEFAULT platform.current_brand(),
        id uuid NOT NULL DEFAULT platform.uuid_v7(),
        xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
        at timestamptz NOT NULL DEFAULT clock_timestamp(),
        actor_kind text NOT NULL,
        actor_id text NOT NULL,
        actor_name text NOT NULL,
        operation text NOT NULL,
        -- Public ids. Of many, the first; how many more there were stands beside.
        targets text[] NOT NULL DEFAULT '{}' CHECK (cardinality(targets) <= 50),
        more_targets int NOT NULL DEFAULT 0 CHECK (more_targets >= 0),
        -- Of a read: the fields of personal data that were shown. Null for a change.
        fields text[],
        reason_sealed bytea,
        PRIMARY KEY (brand_id, id)
      );
      CREATE INDEX audit_order ON platform.audit_entry (brand_id, xid, id);
      CALL platform.protect_append_only('platform.audit_entry');`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE platform.audit_entry');
  }
}
