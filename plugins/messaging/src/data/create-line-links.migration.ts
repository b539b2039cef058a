import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who follows the brand at a provider, members about to link their account, and where beacons hang. */
export class CreateLineLinks1791500000921 implements MigrationInterface {
  readonly name = 'CreateLineLinks1791500000921';

  async up(runner: QueryRunner): Promise<void> {
    // member_id: whose it is known to be; whether somebody can be reached follows from the address.
    await runner.query(`
      CREATE TABLE messaging.channel_contact (
        brand_id uuid NOT NULL DEFAULT platform.current_brand(),
        channel text NOT NULL,
        address_index bytea NOT NULL,
        member_id uuid,
        state text NOT NULL CHECK (state IN ('FRIEND', 'BLOCKED')),
        since timestamptz NOT NULL,
        PRIMARY KEY (brand_id, channel, address_index),
        FOREIGN KEY (brand_id, member_id) REFERENCES member.member);
      CREATE INDEX channel_contact_member ON messaging.channel_contact (brand_id, member_id) WHERE member_id IS NOT NULL;
      CALL platform.protect('messaging.channel_contact');

      CREATE TABLE messaging.link_nonce (
        brand_id uuid NOT NULL DEFAULT platform.current_brand(),
        id uuid NOT NULL,
        member_id uuid NOT NULL,
        made_at timestamptz NOT NULL DEFAULT platform.current_now(),
        expires_at timestamptz NOT NULL,
        used_at timestamptz,
        refusal text,
        PRIMARY KEY (brand_id, id),
        FOREIGN KEY (brand_id, member_id) REFERENCES member.member);
      CREATE INDEX link_nonce_member ON messaging.link_nonce (brand_id, member_id, made_at);
      CALL platform.protect('messaging.link_nonce');

      CREATE TABLE messaging.beacon (
        brand_id uuid NOT NULL DEFAULT platform.current_brand(),
        hardware_id text NOT NULL,
        store_id uuid NOT NULL,
        PRIMARY KEY (brand_id, hardware_id));
      CALL platform.protect('messaging.beacon');
      CALL platform.track_revision('messaging.beacon');`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE messaging.beacon, messaging.link_nonce, messaging.channel_contact');
  }
}
