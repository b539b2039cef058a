import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Points that two people give: what waits for the second, and what everybody gave alone of late. */
export class AddGrantRequests1791500000312 implements MigrationInterface {
  readonly name = 'AddGrantRequests1791500000312';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE points.settings ADD COLUMN grant_four_eyes_above integer');
    await runner.query(handGrantTable);
    await runner.query('CREATE INDEX hand_grant_of_giver ON points.hand_grant (brand_id, granted_by, at) INCLUDE (points)');
    await runner.query(grantRequestTable);
    await runner.query('CREATE INDEX grant_request_of_member ON points.grant_request (brand_id, member_id)');
    await runner.query(`CALL platform.protect_append_only('points.hand_grant')`);
    await runner.query(`CALL platform.protect('points.grant_request')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE points.grant_request, points.hand_grant');
    await runner.query('ALTER TABLE points.settings DROP COLUMN grant_four_eyes_above');
  }
}

/** Written while the brand sets a sum: what somebody gave without anybody else having looked. */
const handGrantTable = `
CREATE TABLE points.hand_grant (
  brand_id uuid NOT NULL DEFAULT platform.current_brand(),
  entry_id uuid NOT NULL,
  granted_by uuid NOT NULL,
  points integer NOT NULL CHECK (points > 0),
  at timestamptz NOT NULL DEFAULT platform.current_now(),
  PRIMARY KEY (brand_id, entry_id)
)`;

/** One that is PENDING after expires_at has expired. That nobody decides on what they asked for is a CHECK, too. */
const grantRequestTable = `
CREATE TABLE points.grant_request (
  brand_id uuid NOT NULL DEFAULT platform.current_brand(),
  id uuid NOT NULL,
  member_id uuid NOT NULL,
  points integer NOT NULL CHECK (points > 0),
  reason_sealed bytea NOT NULL,
  -- When the points are to end; null: as the settings say once they are given.
  points_expire_at timestamptz,
  state text NOT NULL DEFAULT 'PENDING' CHECK (state IN ('PENDING', 'APPROVED', 'REJECTED')),
  requested_by uuid NOT NULL,
  requested_at timestamptz NOT NULL DEFAULT platform.current_now(),
  expires_at timestamptz NOT NULL,
  decided_by uuid,
  decided_at timestamptz,
  entry_id uuid,
  PRIMARY KEY (brand_id, id),
  FOREIGN KEY (brand_id, member_id) REFERENCES member.member (brand_id, id),
  CHECK (decided_by <> requested_by),
  CHECK ((state = 'PENDING') = (decided_by IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL)),
  CHECK ((state = 'APPROVED') = (entry_id IS NOT NULL))
)`;
