import type { EventCursor } from '../events/cursor';
import type { Queryable } from '../events/event-log';

const OPEN = `state IN ('ACTIVE', 'PAUSED')`;
const COLUMNS = 'brand_id, tap_id, event_id, name, xid, member_id';

const FILL = {
  name: 'taps.fill',
  text: `
    INSERT INTO platform.tap_delivery (${COLUMNS})
    SELECT e.brand_id, t.id, e.id, e.name, e.xid, e.member_id
    FROM platform.event_tap t JOIN platform.event e ON e.brand_id = t.brand_id AND e.name = ANY (t.names)
    WHERE t.${OPEN} AND (e.xid, e.id) > ($1::xid8, $2::uuid) AND (e.xid, e.id) <= ($3::xid8, $4::uuid)
    ON CONFLICT DO NOTHING`,
};

/** Writes down for every tap what is to be delivered to it of a part of the log, in the transaction that goes through it. Answers how much. */
export async function fillTaps(client: Queryable, after: EventCursor, until: EventCursor): Promise<number> {
  const { rowCount } = await client.query({ ...FILL, values: [after.xid, after.id, until.xid, until.id] });
  return rowCount ?? 0;
}

/** Events looked at in one go, of whatever name. */
const PAGE = 1_000;

const REPLAY = {
  name: 'taps.replay',
  text: `
    WITH tap AS (
      SELECT t.brand_id, t.id, t.names, t.replay_xid, t.replay_id, t.replay_until FROM platform.event_tap t
      WHERE t.replay_until IS NOT NULL AND t.${OPEN} ORDER BY random() LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
    ), page AS (
      SELECT e.brand_id, tap.id AS tap_id, e.id AS event_id, e.name, e.xid, e.member_id
      FROM tap CROSS JOIN LATERAL (
        SELECT * FROM platform.event e
        WHERE e.brand_id = tap.brand_id AND (e.xid, e.id) > (tap.replay_xid, tap.replay_id) AND e.xid < tap.replay_until
        ORDER BY e.xid, e.id LIMIT ${PAGE}
      ) e
    ), again AS (
      INSERT INTO platform.tap_delivery AS d (${COLUMNS})
      SELECT ${COLUMNS} FROM page WHERE name = ANY ((SELECT names FROM tap)::text[])
      ON CONFLICT (brand_id, tap_id, event_id) DO UPDATE
        SET state = 'PENDING', attempts = 0, crashes = 0, due_at = clock_timestamp(), finished_at = NULL
        WHERE d.claimed_by IS NULL
    ), last AS (SELECT xid, event_id FROM page ORDER BY xid DESC, event_id DESC LIMIT 1)
    UPDATE platform.event_tap t
    SET replay_xid = last.xid, replay_id = last.event_id, replay_until = CASE WHEN last.xid IS NOT NULL THEN t.replay_until END
    FROM tap LEFT JOIN last ON true
    WHERE (t.brand_id, t.id) = (tap.brand_id, tap.id)`,
};

/**
 * Goes on with one replay by a page, whosever turn chance says it is: what was delivered before, and what was given up, is to be delivered once more. The
 * place it has come to moves in the same statement. Answers whether there was one.
 */
export async function replayTaps(relay: Queryable): Promise<boolean> {
  const { rowCount } = await relay.query(REPLAY);
  return (rowCount ?? 0) > 0;
}
