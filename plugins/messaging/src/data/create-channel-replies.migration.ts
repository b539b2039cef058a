import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When somebody last wrote to the brand: for so long it may answer freely. */
export class CreateChannelReplies1791500000933 implements MigrationInterface {
  readonly name = 'CreateChannelReplies1791500000933';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE messaging.channel_reply (
        brand_id uuid NOT NULL DEFAULT platform.current_brand(),
        channel text NOT NULL,
        address_index bytea NOT NULL,
        member_id uuid,
        wrote_at timestamptz NOT NULL,
        PRIMARY KEY (brand_id, channel, address_index),
        FOREIGN KEY (brand_id, member_id) REFERENCES member.member);
      CREATE INDEX channel_reply_member ON messaging.channel_reply (brand_id, member_id) WHERE member_id IS NOT NULL;
      CALL platform.protect('messaging.channel_reply');`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE messaging.channel_reply');
  }
}
