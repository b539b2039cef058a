import type { MigrationInterface, QueryRunner } from 'typeorm';

/** As whom the brand speaks to a provider, and what a provider has told already. */
export class CreateChannelAccounts1791500000920 implements MigrationInterface {
  readonly name = 'CreateChannelAccounts1791500000920';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE messaging.channel_account (
        brand_id uuid NOT NULL DEFAULT platform.current_brand(),
        id uuid NOT NULL,
        channel text NOT NULL,
        sealed bytea NOT NULL,
        hook_key text NOT NULL,
        connected_at timestamptz NOT NULL DEFAULT platform.current_now(),
        PRIMARY KEY (brand_id, id),
        UNIQUE (brand_id, channel));
      CALL platform.protect('messaging.channel_account');
      CALL platform.track_revision('messaging.channel_account');

      CREATE TABLE messaging.channel_event (
        brand_id uuid NOT NULL DEFAULT platform.current_brand(),
        id uuid NOT NULL,
        seen_at timestamptz NOT NULL DEFAULT platform.current_now(),
        PRIMARY KEY (brand_id, id));
      CREATE INDEX channel_event_seen ON messaging.channel_event (brand_id, seen_at);
      CALL platform.protect('messaging.channel_event');`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE messaging.channel_event, messaging.channel_account');
  }
}
