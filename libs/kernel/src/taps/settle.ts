import { type DeliveryOutcome, newUuid, type PersonalDataCodec, type TapNotice } from '@regulars/plugin-sdk';
import type { Pool, PoolClient } from 'pg';
import type { Queryable } from '../events/event-log';
import { inTransaction } from '../worker/relay-transaction';
import type { TapClaim } from './claim';

/** What came of a try; `FAULT`: something went wrong on our side, which says nothing about the receiver. */
export type TryOutcome = DeliveryOutcome | { readonly outcome: 'FAULT'; readonly reason: string; readonly retryInMs: number | null };

/** Tries that fail one after the other before only one at a time is made. */
const PAUSE_AFTER = 5;
/** How long no delivery may succeed before nothing is sent any more. */
const GIVE_UP_AFTER = '5 days';
const GIVEN_UP = `No delivery succeeded for ${GIVE_UP_AFTER}`;

/** The delivery of this claim, if nobody took it over meanwhile. */
const HELD = `d.brand_id = $1 AND d.id = $2 AND d.state = 'PENDING' AND d.claimed_by = $3 AND d.attempts = $4`;
const IS_OPEN = `t.state IN ('ACTIVE', 'PAUSED')`;
const ONE_TAP = 't.brand_id = $1 AND t.id = $2';

// Here and below the tap is locked before the delivery, as by a replay: the other way round they could wait for each other.
// What the receiver asked to wait for stands, although a try of before was taken meanwhile.
const DELIVERED = `
  WITH tap AS MATERIALIZED (
    SELECT t.brand_id, t.id FROM platform.event_tap t
    WHERE t.brand_id = $1 AND t.id = $6 AND t.version = $7 AND ${IS_OPEN} AND (t.failures > 0 OR t.resumes_at IS NOT NULL) FOR NO KEY UPDATE
  ), tried AS (
    UPDATE platform.tap_delivery d SET state = 'DELIVERED', claimed_by = NULL, claimed_at = NULL, last_status = $5, last_error = NULL, finished_at = clock_timestamp()
    FROM (SELECT count(*) FROM tap) AS locked WHERE ${HELD} RETURNING d.id)
  UPDATE platform.event_tap t SET failures = 0, failing_since = NULL, state = 'ACTIVE', resumes_at = CASE WHEN t.resumes_at > clock_timestamp() THEN t.resumes_at END
  FROM tap, tried WHERE (t.brand_id, t.id) = (tap.brand_id, tap.id)`;

const LOCK_TAP = `SELECT t.version, ${IS_OPEN} AS open FROM platform.event_tap t WHERE ${ONE_TAP} FOR NO KEY UPDATE`;

// What came of the former receiver, selection or key: as if it had not been tried.
const AGAIN = `
  UPDATE platform.tap_delivery d SET claimed_by = NULL, claimed_at = NULL, attempts = GREATEST(d.attempts - 1, 0), due_at = clock_timestamp() WHERE ${HELD}`;

const FAILED = `
  UPDATE platform.tap_delivery d SET claimed_by = NULL, claimed_at = NULL, last_status = $5, last_error = $6, due_at = clock_timestamp() + coalesce($7::float8, 0) * interval '1 ms',
    state = CASE WHEN $7::float8 IS NULL THEN 'DEAD' ELSE 'PENDING' END, finished_at = CASE WHEN $7::float8 IS NULL THEN clock_timestamp() END
  WHERE ${HELD} RETURNING d.id`;

// 5 s after the fifth failure in a row, twice as long after each further one, at most 5 minutes.
const FAILING = `
  UPDATE platform.event_tap t SET
    failures = t.failures + 1,
    failing_since = coalesce(t.failing_since, clock_timestamp()),
    (state, resumes_at) = (
      SELECT CASE WHEN beyond >= 0 THEN 'PAUSED' ELSE t.state END,
        GREATEST(
          CASE WHEN beyond >= 0 THEN clock_timestamp() + LEAST(5 * 2 ^ LEAST(beyond, 10), 300) * interval '1 s' END,
          CASE WHEN $3::float8 > 0 THEN clock_timestamp() + $3::float8 * interval '1 ms' END, t.resumes_at)
      FROM (SELECT t.failures + 1 - ${PAUSE_AFTER} AS beyond) failing)
  WHERE ${ONE_TAP} AND ${IS_OPEN} RETURNING t.failing_since < clock_timestamp() - interval '${GIVE_UP_AFTER}' AS is_over`;

const UNSEEN = `DELETE FROM platform.tap_delivery d WHERE ${HELD}`;

const DISABLE = `
  UPDATE platform.event_tap t SET state = 'DISABLED', reason = $3, disabled_at = clock_timestamp(), resumes_at = NULL, replay_xid = NULL, replay_id = NULL, replay_until = NULL
  WHERE ${ONE_TAP} AND ${IS_OPEN} RETURNING t.id`;

const AUDIT = `
  INSERT INTO platform.audit_entry (brand_id, id, actor_kind, actor_id, actor_name, operation, targets, reason_sealed) VALUES ($1, $2, 'system', $3, $4, $5, ARRAY[$6], $7)`;

// Also what was written down while the tap was being disabled, or given back since.
const GIVE_UP = `
  UPDATE platform.tap_delivery d SET state = 'DEAD', last_error = t.reason, finished_at = clock_timestamp()
  FROM platform.event_tap t
  WHERE t.state = 'DISABLED' AND (d.brand_id, d.tap_id) = (t.brand_id, t.id) AND d.state = 'PENDING' AND d.claimed_by IS NULL`;

/** How the audit tells the brand that one of its taps is disabled. */
export interface TapNotices {
  noticeOf(claim: TapClaim): TapNotice;
  codecOf(brandId: string): Pick<PersonalDataCodec, 'seal'>;
}

/** Writes down what came of a try. Answers why the tap was disabled by it, if it was. */
export async function settle(relay: Pool, claim: TapClaim, worker: number, tried: TryOutcome, notices: TapNotices): Promise<string | null> {
  const held = [claim.brand_id, claim.id, worker, claim.attempts];
  if (tried.outcome === 'DELIVERED') {
    await relay.query(DELIVERED, [...held, tried.status, claim.tap_id, claim.version]);
    return null;
  }
  return inTransaction(relay, async (client) => {
    const { rows: [tap] } = await client.query<{ version: number; open: boolean }>(LOCK_TAP, [claim.brand_id, claim.tap_id]);
    if (tap && tap.version !== claim.version) {
      await client.query(AGAIN, held);
      return null;
    }
    const reason = await settleFailed(client, claim, held, tried, tap?.open ?? false);
    if (reason !== null) await disable(client, claim, reason, notices);
    return reason;
  });
}

/** Answers why the tap is to be disabled. */
async function settleFailed(client: PoolClient, claim: TapClaim, held: readonly unknown[], tried: Exclude<TryOutcome, { outcome: 'DELIVERED' }>, isOpen: boolean): Promise<string | null> {
  const failed = async (status: number | null, reason: string, retryInMs: number | null): Promise<boolean> =>
    (await client.query(FAILED, [...held, status, reason, isOpen ? retryInMs : null])).rowCount !== 0;
  switch (tried.outcome) {
    case 'UNSEEN':
      await client.query(UNSEEN, [...held]);
      return null;
    case 'IMPOSSIBLE':
      await failed(null, tried.reason, null);
      return null;
    case 'FAULT':
      await failed(null, tried.reason, tried.retryInMs);
      return null;
    case 'ENDED':
      return (await failed(tried.status, tried.reason, null)) && isOpen ? tried.reason : null;
    case 'FAILED': {
      if (!(await failed(tried.status, tried.reason, tried.retryInMs))) return null;
      const { rows: [tap] } = await client.query<{ is_over: boolean }>(FAILING, [claim.brand_id, claim.tap_id, tried.pauseMs ?? 0]);
      return tap?.is_over ? GIVEN_UP : null;
    }
  }
}

async function disable(client: PoolClient, claim: TapClaim, reason: string, { noticeOf, codecOf }: TapNotices): Promise<void> {
  const { brand_id: brandId, module } = claim;
  await client.query(DISABLE, [brandId, claim.tap_id, reason]);
  await client.query(`${GIVE_UP} AND t.brand_id = $1 AND t.id = $2`, [brandId, claim.tap_id]);
  const { operation, target } = noticeOf(claim);
  const id = newUuid();
  const sealed = codecOf(brandId).seal(reason, { table: 'platform.audit_entry', column: 'reason_sealed', row: id });
  await client.query(AUDIT, [brandId, id, `${module}/deliver`, module, operation, target, sealed]);
}

/** What waits for somebody who is told nothing any more is given up. */
export const giveUpDisabled = async (relay: Queryable): Promise<void> => void (await relay.query(GIVE_UP));
