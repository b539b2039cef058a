import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A tap says since when it is disabled, and the audit says so, too; what comes of a try concerns the tap as it was then. */
export class DisabledTaps1791500000740 implements MigrationInterface {
  readonly name = 'DisabledTaps1791500000740';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- version: raised by whoever changes where it leads. What a try finds out about the former receiver is nothing about this one.
      ALTER TABLE platform.event_tap ADD COLUMN version int NOT NULL DEFAULT 0, ADD COLUMN disabled_at timestamptz;
      GRANT INSERT ON platform.audit_entry TO regulars_relay;
      CREATE POLICY relay ON platform.audit_entry FOR INSERT TO regulars_relay WITH CHECK (true);`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP POLICY relay ON platform.audit_entry;
      REVOKE INSERT ON platform.audit_entry FROM regulars_relay;
      ALTER TABLE platform.event_tap DROP COLUMN version, DROP COLUMN disabled_at;`);
  }
}
