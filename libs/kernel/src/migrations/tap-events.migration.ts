import type { MigrationInterface, QueryRunner } from 'typeorm';
import { isolationGaps } from './platform/isolation-gaps';

/** Those outside who are told of events: who they are, what they were told, and what waits to be told. */
export class TapEvents1791500000621 implements MigrationInterface {
  readonly name = 'TapEvents1791500000621';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query([TAPS, DELIVERIES, RIGHTS, KEY_RIGHTS].join('\n'));
    await runner.query(isolationGaps);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION platform.key_rights(uuid)');
    await runner.query('DROP TABLE platform.tap_delivery, platform.event_tap');
  }
}

// PAUSED: failed several times in a row, one try at a time until one is taken. CLOSED: its module has forgotten it.
// replay_*: where a replay has come to, and the transaction before which it ends.
const TAPS = `
CREATE TABLE platform.event_tap (
  brand_id uuid NOT NULL DEFAULT platform.current_brand() REFERENCES platform.brand,
  id uuid NOT NULL,
  module text NOT NULL,
  names text[] NOT NULL,
  state text NOT NULL DEFAULT 'ACTIVE' CHECK (state IN ('ACTIVE', 'PAUSED', 'DISABLED', 'CLOSED')),
  reason text,
  failures int NOT NULL DEFAULT 0,
  failing_since timestamptz,
  resumes_at timestamptz,
  replay_xid xid8,
  replay_id uuid,
  replay_until xid8,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (brand_id, id),
  CHECK (num_nonnulls(replay_xid, replay_id, replay_until) IN (0, 3))
);
CREATE INDEX event_tap_open ON platform.event_tap (brand_id) WHERE state IN ('ACTIVE', 'PAUSED');
CREATE INDEX event_tap_replay ON platform.event_tap (brand_id) WHERE replay_until IS NOT NULL;`;

const DELIVERIES = `
CREATE TABLE platform.tap_delivery (
  brand_id uuid NOT NULL DEFAULT platform.current_brand(),
  id uuid NOT NULL DEFAULT platform.uuid_v7(),
  tap_id uuid NOT NULL,
  event_id uuid NOT NULL,
  name text NOT NULL,
  xid xid8 NOT NULL,
  member_id uuid,
  state text NOT NULL DEFAULT 'PENDING' CHECK (state IN ('PENDING', 'DELIVERED', 'DEAD')),
  attempts int NOT NULL DEFAULT 0,
  crashes int NOT NULL DEFAULT 0,
  due_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  claimed_by int,
  last_status int,
  last_error text,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  finished_at timestamptz,
  PRIMARY KEY (brand_id, id),
  CONSTRAINT tap_delivery_event_unique UNIQUE (brand_id, tap_id, event_id),
  FOREIGN KEY (brand_id, tap_id) REFERENCES platform.event_tap
);
CREATE INDEX tap_delivery_pending ON platform.tap_delivery (brand_id, tap_id, xid, event_id) WHERE state = 'PENDING';
CREATE INDEX tap_delivery_turn ON platform.tap_delivery (brand_id, tap_id, member_id, xid, event_id) WHERE state = 'PENDING';
CREATE INDEX tap_delivery_claimed ON platform.tap_delivery (claimed_by) WHERE state = 'PENDING' AND claimed_by IS NOT NULL;
CREATE INDEX tap_delivery_log ON platform.tap_delivery (brand_id, tap_id, id);
CREATE INDEX tap_delivery_finished ON platform.tap_delivery (finished_at) WHERE state <> 'PENDING';`;

// The relay writes down what is to be told, and what came of it; a request may ask for a delivery once more.
const RIGHTS = `
CALL platform.protect('platform.event_tap');
CALL platform.protect('platform.tap_delivery');
REVOKE DELETE ON platform.event_tap FROM regulars_app;
REVOKE INSERT, DELETE ON platform.tap_delivery FROM regulars_app;
CREATE POLICY relay ON platform.event_tap TO regulars_relay USING (true) WITH CHECK (true);
CREATE POLICY relay ON platform.tap_delivery TO regulars_relay USING (true) WITH CHECK (true);
GRANT SELECT, UPDATE, DELETE ON platform.event_tap TO regulars_relay;
GRANT SELECT, INSERT, UPDATE, DELETE ON platform.tap_delivery TO regulars_relay;`;

const KEY_RIGHTS = `
-- What a secret key of the current brand may do, if it is good at this moment.
CREATE FUNCTION platform.key_rights(p_key uuid)
RETURNS TABLE (id uuid, kind text, name text, permissions text[], store_ids uuid[], masks jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  SELECT c.id, c.kind, c.name, c.permissions, c.store_ids, c.masks FROM platform.credential c
  WHERE c.id = p_key AND c.brand_id = platform.current_brand() AND c.kind = 'integration' AND c.session_id IS NULL
    AND c.revoked_at IS NULL AND (c.expires_at IS NULL OR c.expires_at > clock_timestamp())
$$;
REVOKE ALL ON FUNCTION platform.key_rights(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION platform.key_rights(uuid) TO regulars_app;`;
