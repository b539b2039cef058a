import type { Pool } from 'pg';
import { IS_LOST, WHY_LOST } from '../events/claims';
import type { Queryable } from '../events/event-log';
import { inTurn } from '../worker/relay-transaction';

/** Tries of one tap that run at once. */
const AT_ONCE = 4;
/** Processes that may end while they deliver an event before it is given up. */
const MAX_CRASHES = 10;

export interface TapClaim {
  readonly brand_id: string;
  readonly id: string;
  readonly tap_id: string;
  /** Of the tap, when it was claimed. */
  readonly version: number;
  readonly event_id: string;
  readonly name: string;
  readonly attempts: number;
  readonly at: Date;
  readonly module: string;
}

/**
 * Taps whose last try succeeded, and those whose last tries failed, are claimed apart, so that who does not answer holds
 * up nobody who does. Of several brands each has its turn, however much of one brand is older. Within a tap the oldest
 * comes first, and a member's later event waits for an earlier one that was not tried yet or is under way; one that
 * failed is passed by.
 */
const CLAIM = {
  name: 'taps.claim',
  text: `
    WITH open AS (
      SELECT t.brand_id, t.id, t.module, t.version, CASE t.state WHEN 'PAUSED' THEN 1 ELSE ${AT_ONCE} END - r.running AS room, sum(r.running) OVER (PARTITION BY t.brand_id) AS of_brand
      FROM platform.event_tap t CROSS JOIN LATERAL (
        SELECT count(*) AS running FROM platform.tap_delivery d WHERE d.brand_id = t.brand_id AND d.tap_id = t.id AND d.state = 'PENDING' AND d.claimed_by IS NOT NULL
      ) r
      WHERE t.state IN ('ACTIVE', 'PAUSED') AND t.module = ANY ($2) AND ($4::boolean IS NULL OR (t.failures > 0) = $4)
        AND (t.resumes_at IS NULL OR t.resumes_at <= clock_timestamp())
    ), due AS (
      SELECT d.*, open.module, open.version, open.of_brand + row_number() OVER (PARTITION BY d.brand_id ORDER BY d.xid, d.event_id) AS turn
      FROM open CROSS JOIN LATERAL (
        SELECT brand_id, id, xid, event_id FROM platform.tap_delivery d
        WHERE d.brand_id = open.brand_id AND d.tap_id = open.id AND d.state = 'PENDING' AND d.claimed_by IS NULL AND d.due_at <= clock_timestamp()
          AND (d.attempts > 0 OR d.member_id IS NULL OR NOT EXISTS (
            SELECT FROM platform.tap_delivery earlier
            WHERE earlier.brand_id = d.brand_id AND earlier.tap_id = d.tap_id AND earlier.member_id = d.member_id AND earlier.state = 'PENDING'
              AND (earlier.attempts = 0 OR earlier.claimed_by IS NOT NULL) AND (earlier.xid, earlier.event_id) < (d.xid, d.event_id)))
        ORDER BY d.xid, d.event_id
        LIMIT GREATEST(open.room, 0) FOR UPDATE SKIP LOCKED
      ) d ORDER BY turn, d.xid, d.event_id LIMIT $3
    )
    UPDATE platform.tap_delivery d SET attempts = d.attempts + 1, claimed_by = $1, claimed_at = clock_timestamp()
    FROM due WHERE (d.brand_id, d.id) = (due.brand_id, due.id)
    RETURNING d.brand_id, d.id, d.tap_id, due.version, d.event_id, d.name, d.attempts, d.claimed_at AS at, due.module`,
};

/** Claims what is due to be delivered, the try counted beforehand. @param failing only of taps whose last try failed, or only of the others; null: of any */
export async function claimTapped(relay: Pool, modules: readonly string[], worker: number, limit: number, failing: boolean | null = null): Promise<TapClaim[]> {
  if (modules.length === 0) return [];
  const { rows } = await inTurn(relay, 'taps', (client) => client.query<TapClaim>({ ...CLAIM, values: [worker, modules, limit, failing] }));
  return rows;
}

/**
 * Takes back what processes that are gone had claimed, and what others have lost sight of; such a try does not count. It
 * is made again after 1 s, 2 s, 4 s, at most 5 minutes: what happens to be under way each time that somebody restarts
 * workers is not given up for it.
 */
export async function releaseTapped(relay: Queryable): Promise<void> {
  await relay.query(
    `UPDATE platform.tap_delivery SET claimed_by = NULL, claimed_at = NULL, crashes = crashes + 1, attempts = GREATEST(attempts - 1, 0), last_error = ${WHY_LOST},
            due_at = clock_timestamp() + LEAST(2 ^ LEAST(crashes, 10), 300) * interval '1 s',
            state = CASE WHEN crashes + 1 >= ${MAX_CRASHES} THEN 'DEAD' ELSE 'PENDING' END,
            finished_at = CASE WHEN crashes + 1 >= ${MAX_CRASHES} THEN clock_timestamp() END
     WHERE state = 'PENDING' AND claimed_by IS NOT NULL AND ${IS_LOST}`,
  );
}

/** Gives unfinished claims of a worker that stops in order back, uncounted. */
export async function returnTapped(relay: Queryable, worker: number): Promise<void> {
  await relay.query(`UPDATE platform.tap_delivery SET claimed_by = NULL, claimed_at = NULL, attempts = GREATEST(attempts - 1, 0) WHERE state = 'PENDING' AND claimed_by = $1`, [worker]);
}
