import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateReferralSightings1791500000862 implements MigrationInterface {
  readonly name = 'CreateReferralSightings1791500000862';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SIGHTINGS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE referral.sighting');
  }
}

// Where a friend was bound, or a member took a link out: keyed hashes. Edges are never deleted: no foreign key, which would lock them beside members.
const SIGHTINGS = `
  CREATE TABLE referral.sighting (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    edge_id uuid,
    member_id uuid,
    network bytea,
    device bytea,
    at timestamptz NOT NULL DEFAULT platform.current_now(),
    PRIMARY KEY (brand_id, id),
    CHECK ((edge_id IS NULL) <> (member_id IS NULL)),
    CHECK (network IS NOT NULL OR device IS NOT NULL),
    FOREIGN KEY (brand_id, member_id) REFERENCES member.member);
  CREATE UNIQUE INDEX sighting_edge ON referral.sighting (brand_id, edge_id) WHERE edge_id IS NOT NULL;
  CREATE INDEX sighting_member ON referral.sighting (brand_id, member_id) WHERE member_id IS NOT NULL;
  CREATE INDEX sighting_network ON referral.sighting (brand_id, network, at) WHERE edge_id IS NOT NULL;
  CREATE INDEX sighting_device ON referral.sighting (brand_id, device, at) WHERE edge_id IS NOT NULL;
  CREATE INDEX sighting_at ON referral.sighting (brand_id, at);
  CALL platform.protect('referral.sighting');`;
