import type { MigrationInterface, QueryRunner } from 'typeorm';

const FUNCTIONS = `
-- Which place in the log an event takes that is written now: the newest transaction that had ended, or the writer's
-- own where that is newer. Whoever had a lock of this transaction before has ended and is counted in, however early
-- either of them drew its number; and no event stands below the number of a writer who is still at it, which is all
-- that a reader who stops below the oldest open transaction relies on.
CREATE FUNCTION platform.place_in_log() RETURNS xid8 LANGUAGE sql VOLATILE
AS $$ SELECT greatest(pg_current_xact_id(), (pg_snapshot_xmax(pg_current_snapshot())::text::bigint - 1)::text::xid8) $$;

-- The id of an event, which decides where two take the same place: a UUIDv7 of the database's time when its
-- transaction wrote its events, and the event's number among those (below 2^24).
CREATE FUNCTION platform.event_id(p_written_at timestamptz, p_number bigint) RETURNS uuid LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
  v_micros bigint := (extract(epoch FROM p_written_at) * 1000000)::bigint;
  v_head bigint := ((v_micros / 1000) << 16) | 28672 | ((v_micros % 1000) * 4096 / 1000);
  v_tail bigint := (-9223372036854775808)::bigint | (p_number << 38) | floor(random() * 274877906944)::bigint;
BEGIN
  RETURN encode(int8send(v_head) || int8send(v_tail), 'hex')::uuid;
END $$;`;

/** Events stand in the order in which their writers held the locks, not in that in which these drew their numbers. */
export class OrderEvents1791300000100 implements MigrationInterface {
  readonly name = 'OrderEvents1791300000100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`${FUNCTIONS}
      ALTER TABLE platform.event ALTER COLUMN xid SET DEFAULT platform.place_in_log();
      COMMENT ON COLUMN platform.event.xid IS 'The place in the log: the writer''s transaction, or the newest that had ended when the event was written';`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE platform.event ALTER COLUMN xid SET DEFAULT pg_current_xact_id();
      COMMENT ON COLUMN platform.event.xid IS NULL;
      DROP FUNCTION platform.place_in_log(), platform.event_id(timestamptz, bigint);`);
  }
}
