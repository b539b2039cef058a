import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where the watch over the books stands: how far it has come with each brand, and what it has found. */
export class WatchBooks1790900000000 implements MigrationInterface {
  readonly name = 'WatchBooks1790900000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- watched_at is the database's time, checked_at the brand's. cursors: the last id looked at, by table.
      CREATE TABLE platform.invariant_round (
        brand_id uuid NOT NULL DEFAULT platform.current_brand() REFERENCES platform.brand,
        watched_at timestamptz NOT NULL,
        checked_at timestamptz,
        seen_xid xid8 NOT NULL DEFAULT '0',
        cursors jsonb NOT NULL DEFAULT '{}',
        PRIMARY KEY (brand_id)
      );
      CREATE TABLE platform.invariant_finding (
        brand_id uuid NOT NULL DEFAULT platform.current_brand() REFERENCES platform.brand,
        invariant text NOT NULL,
        subject text NOT NULL,
        problem text NOT NULL,
        found_at timestamptz NOT NULL DEFAULT platform.current_now(),
        PRIMARY KEY (brand_id, invariant, subject)
      );
      CALL platform.protect('platform.invariant_round');
      CALL platform.protect('platform.invariant_finding');
      REVOKE INSERT, DELETE ON platform.invariant_round FROM regulars_app;
      CREATE POLICY relay ON platform.invariant_round TO regulars_relay USING (true) WITH CHECK (true);
      CREATE POLICY relay ON platform.invariant_finding TO regulars_relay USING (true) WITH CHECK (true);
      GRANT SELECT, INSERT, UPDATE ON platform.invariant_round TO regulars_relay;
      GRANT SELECT ON platform.invariant_finding TO regulars_relay;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE platform.invariant_finding, platform.invariant_round');
  }
}
