import type { Telling } from '@regulars/plugin-sdk';
import type { Queryable } from '../events/event-log';
import type { TapClaim } from './claim';

/** Tries that fail one after the other before only one at a time is made. */
const PAUSE_AFTER = 5;
/** How long nothing may be taken before nothing is sent any more. */
const GIVE_UP_AFTER = '5 days';

/** The row of this claim, if nobody took it over meanwhile. */
const HELD = `brand_id = $1 AND id = $2 AND state = 'PENDING' AND claimed_by = $3 AND attempts = $4`;
const TAP = '(t.brand_id, t.id) = (told.brand_id, told.tap_id)';

const TAKEN = `
  WITH told AS (
    UPDATE platform.tap_delivery SET state = 'DELIVERED', claimed_by = NULL, last_status = $5, last_error = NULL, finished_at = clock_timestamp()
    WHERE ${HELD} RETURNING brand_id, tap_id)
  UPDATE platform.event_tap t SET failures = 0, failing_since = NULL, resumes_at = NULL, state = 'ACTIVE' FROM told
  WHERE ${TAP} AND t.state IN ('ACTIVE', 'PAUSED') AND (t.failures > 0 OR t.resumes_at IS NOT NULL)`;

// 5 s after the fifth failure in a row, twice as long after each further one, at most 5 minutes.
const FAILED = `
  WITH told AS (
    UPDATE platform.tap_delivery d SET claimed_by = NULL, last_status = $5, last_error = $6,
      due_at = clock_timestamp() + coalesce($7::float8, 0) * interval '1 ms',
      state = CASE WHEN $7::float8 IS NULL OR open.state NOT IN ('ACTIVE', 'PAUSED') THEN 'DEAD' ELSE 'PENDING' END,
      finished_at = CASE WHEN $7::float8 IS NULL OR open.state NOT IN ('ACTIVE', 'PAUSED') THEN clock_timestamp() END
    FROM platform.event_tap open
    WHERE d.${HELD.replaceAll(' AND ', ' AND d.')} AND (open.brand_id, open.id) = (d.brand_id, d.tap_id) RETURNING d.brand_id, d.tap_id)
  UPDATE platform.event_tap t SET
    failures = t.failures + 1,
    failing_since = coalesce(t.failing_since, clock_timestamp()),
    state = CASE WHEN t.failing_since < clock_timestamp() - interval '${GIVE_UP_AFTER}' THEN 'DISABLED' WHEN t.failures + 1 >= ${PAUSE_AFTER} THEN 'PAUSED' ELSE t.state END,
    reason = CASE WHEN t.failing_since < clock_timestamp() - interval '${GIVE_UP_AFTER}' THEN 'Nothing was taken for ${GIVE_UP_AFTER}' ELSE t.reason END,
    resumes_at = GREATEST(
      CASE WHEN t.failures + 1 >= ${PAUSE_AFTER} THEN clock_timestamp() + LEAST(5 * 2 ^ LEAST(t.failures + 1 - ${PAUSE_AFTER}, 10), 300) * interval '1 s' END,
      CASE WHEN $8::float8 > 0 THEN clock_timestamp() + $8::float8 * interval '1 ms' END, t.resumes_at)
  FROM told WHERE ${TAP} AND t.state IN ('ACTIVE', 'PAUSED')
  RETURNING t.brand_id, t.id, t.state, t.reason`;

const IMPOSSIBLE = `
  UPDATE platform.tap_delivery SET state = 'DEAD', claimed_by = NULL, last_error = $5, finished_at = clock_timestamp() WHERE ${HELD}`;
const UNSEEN = `DELETE FROM platform.tap_delivery WHERE ${HELD}`;

const ENDED = `
  WITH told AS (
    UPDATE platform.tap_delivery SET state = 'DEAD', claimed_by = NULL, last_status = $5, last_error = $6, finished_at = clock_timestamp()
    WHERE ${HELD} RETURNING brand_id, tap_id)
  UPDATE platform.event_tap t SET state = 'DISABLED', reason = $6, resumes_at = NULL FROM told
  WHERE ${TAP} AND t.state IN ('ACTIVE', 'PAUSED')
  RETURNING t.brand_id, t.id, t.state, t.reason`;

const GIVE_UP = `
  UPDATE platform.tap_delivery SET state = 'DEAD', last_error = $3, finished_at = clock_timestamp()
  WHERE brand_id = $1 AND tap_id = $2 AND state = 'PENDING' AND claimed_by IS NULL`;

interface TapRow {
  readonly brand_id: string; readonly id: string; readonly state: string; readonly reason: string | null;
}

/** Writes down what came of a try. Answers why the tap was disabled by it, if it was. */
export async function settle(relay: Queryable, claim: TapClaim, worker: number, telling: Telling): Promise<string | null> {
  const held = [claim.brand_id, claim.id, worker, claim.attempts];
  switch (telling.outcome) {
    case 'TAKEN':
      await relay.query(TAKEN, [...held, telling.status]);
      return null;
    case 'UNSEEN':
      await relay.query(UNSEEN, held);
      return null;
    case 'IMPOSSIBLE':
      await relay.query(IMPOSSIBLE, [...held, telling.reason]);
      return null;
    case 'FAILED': {
      const { status, reason, retryInMs, pauseMs = 0 } = telling;
      return giveUpIfDisabled(relay, (await relay.query<TapRow>(FAILED, [...held, status, reason, retryInMs, pauseMs])).rows[0]);
    }
    case 'ENDED':
      return giveUpIfDisabled(relay, (await relay.query<TapRow>(ENDED, [...held, telling.status, telling.reason])).rows[0]);
  }
}

async function giveUpIfDisabled(relay: Queryable, tap: TapRow | undefined): Promise<string | null> {
  if (tap?.state !== 'DISABLED') return null;
  await relay.query(GIVE_UP, [tap.brand_id, tap.id, tap.reason]);
  return tap.reason;
}
