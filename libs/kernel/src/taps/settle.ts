import type { DeliveryOutcome } from '@regulars/plugin-sdk';
import type { Queryable } from '../events/event-log';
import type { TapClaim } from './claim';

/** Tries that fail one after the other before only one at a time is made. */
const PAUSE_AFTER = 5;
/** How long no delivery may succeed before nothing is sent any more. */
const GIVE_UP_AFTER = '5 days';

/** The delivery of this claim, if nobody took it over meanwhile. */
const HELD = `d.brand_id = $1 AND d.id = $2 AND d.state = 'PENDING' AND d.claimed_by = $3 AND d.attempts = $4`;
const OF_TAP = '(t.brand_id, t.id) = (tried.brand_id, tried.tap_id)';

const DELIVERED = `
  WITH tried AS (
    UPDATE platform.tap_delivery d SET state = 'DELIVERED', claimed_by = NULL, last_status = $5, last_error = NULL, finished_at = clock_timestamp()
    WHERE ${HELD} RETURNING d.brand_id, d.tap_id)
  UPDATE platform.event_tap t SET failures = 0, failing_since = NULL, resumes_at = NULL, state = 'ACTIVE' FROM tried
  WHERE ${OF_TAP} AND t.state IN ('ACTIVE', 'PAUSED') AND (t.failures > 0 OR t.resumes_at IS NOT NULL)`;

// 5 s after the fifth failure in a row, twice as long after each further one, at most 5 minutes.
const FAILED = `
  WITH tried AS (
    UPDATE platform.tap_delivery d SET claimed_by = NULL, last_status = $5, last_error = $6,
      due_at = clock_timestamp() + coalesce($7::float8, 0) * interval '1 ms',
      state = CASE WHEN is_last THEN 'DEAD' ELSE 'PENDING' END, finished_at = CASE WHEN is_last THEN clock_timestamp() END
    FROM platform.event_tap tap CROSS JOIN LATERAL (SELECT $7::float8 IS NULL OR tap.state NOT IN ('ACTIVE', 'PAUSED') AS is_last) try
    WHERE ${HELD} AND (tap.brand_id, tap.id) = (d.brand_id, d.tap_id) RETURNING d.brand_id, d.tap_id)
  UPDATE platform.event_tap t SET
    failures = t.failures + 1,
    failing_since = coalesce(t.failing_since, clock_timestamp()),
    (state, reason, resumes_at) = (
      SELECT CASE WHEN is_over THEN 'DISABLED' WHEN beyond >= 0 THEN 'PAUSED' ELSE t.state END,
        CASE WHEN is_over THEN 'No delivery succeeded for ${GIVE_UP_AFTER}' ELSE t.reason END,
        GREATEST(
          CASE WHEN beyond >= 0 THEN clock_timestamp() + LEAST(5 * 2 ^ LEAST(beyond, 10), 300) * interval '1 s' END,
          CASE WHEN $8::float8 > 0 THEN clock_timestamp() + $8::float8 * interval '1 ms' END, t.resumes_at)
      FROM (SELECT t.failing_since < clock_timestamp() - interval '${GIVE_UP_AFTER}' AS is_over, t.failures + 1 - ${PAUSE_AFTER} AS beyond) failing)
  FROM tried WHERE ${OF_TAP} AND t.state IN ('ACTIVE', 'PAUSED')
  RETURNING t.brand_id, t.id, t.state, t.reason`;

const IMPOSSIBLE = `
  UPDATE platform.tap_delivery d SET state = 'DEAD', claimed_by = NULL, last_error = $5, finished_at = clock_timestamp() WHERE ${HELD}`;
const UNSEEN = `DELETE FROM platform.tap_delivery d WHERE ${HELD}`;

const ENDED = `
  WITH tried AS (
    UPDATE platform.tap_delivery d SET state = 'DEAD', claimed_by = NULL, last_status = $5, last_error = $6, finished_at = clock_timestamp()
    WHERE ${HELD} RETURNING d.brand_id, d.tap_id)
  UPDATE platform.event_tap t SET state = 'DISABLED', reason = $6, resumes_at = NULL FROM tried
  WHERE ${OF_TAP} AND t.state IN ('ACTIVE', 'PAUSED')
  RETURNING t.brand_id, t.id, t.state, t.reason`;

const GIVE_UP = `
  UPDATE platform.tap_delivery d SET state = 'DEAD', last_error = $3, finished_at = clock_timestamp()
  WHERE d.brand_id = $1 AND d.tap_id = $2 AND d.state = 'PENDING' AND d.claimed_by IS NULL`;

interface TapRow {
  readonly brand_id: string; readonly id: string; readonly state: string; readonly reason: string | null;
}

/** Writes down what came of a try. Answers why the tap was disabled by it, if it was. */
export async function settle(relay: Queryable, claim: TapClaim, worker: number, delivery: DeliveryOutcome): Promise<string | null> {
  const held = [claim.brand_id, claim.id, worker, claim.attempts];
  switch (delivery.outcome) {
    case 'DELIVERED':
      await relay.query(DELIVERED, [...held, delivery.status]);
      return null;
    case 'UNSEEN':
      await relay.query(UNSEEN, held);
      return null;
    case 'IMPOSSIBLE':
      await relay.query(IMPOSSIBLE, [...held, delivery.reason]);
      return null;
    case 'FAILED': {
      const { status, reason, retryInMs, pauseMs = 0 } = delivery;
      return giveUpIfDisabled(relay, (await relay.query<TapRow>(FAILED, [...held, status, reason, retryInMs, pauseMs])).rows[0]);
    }
    case 'ENDED':
      return giveUpIfDisabled(relay, (await relay.query<TapRow>(ENDED, [...held, delivery.status, delivery.reason])).rows[0]);
  }
}

async function giveUpIfDisabled(relay: Queryable, tap: TapRow | undefined): Promise<string | null> {
  if (tap?.state !== 'DISABLED') return null;
  await relay.query(GIVE_UP, [tap.brand_id, tap.id, tap.reason]);
  return tap.reason;
}
