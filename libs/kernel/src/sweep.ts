import type { Queryable } from './events/event-log';
import { giveUpDisabled } from './taps/settle';

export interface Swept {
  readonly idempotencyKeys: number;
  readonly files: number;
  readonly deliveries: number;
  readonly deferredReactions: number;
  readonly tapDeliveries: number;
  readonly accessTokens: number;
  readonly refreshTokens: number;
  readonly sessions: number;
  readonly attempts: number;
  readonly codes: number;
  readonly costBudgets: number;
}

const BATCH = 5_000;

/**
 * Removes what is no longer promised: idempotency keys after 30 days, files after their 7, finished deliveries and
 * deferred reactions after 7; what was told outside after 7, what was given up of it after 30; tokens, sessions, counted
 * attempts and codes once they have ended; budgets nobody spent from for an hour, which are full again. What is parked
 * stays until somebody looks.
 */
export async function sweep(relay: Queryable): Promise<Swept> {
  return {
    idempotencyKeys: await remove(relay, 'platform.idempotency', `created_at < clock_timestamp() - interval '30 days'`),
    // A file's rows are many: a few at a time.
    files: await remove(relay, 'platform.file', 'expires_at < clock_timestamp()', 5),
    deliveries: await remove(relay, 'platform.delivery', `state IN ('DONE', 'SKIPPED') AND finished_at < clock_timestamp() - interval '7 days' AND created_at < clock_timestamp() - interval '7 days'`),
    deferredReactions: await remove(relay, 'platform.deferred_reaction', `state IN ('DONE', 'SKIPPED') AND finished_at < clock_timestamp() - interval '7 days'`),
    tapDeliveries: await sweepTaps(relay),
    ...(await sweepCallers(relay)),
    costBudgets: await remove(relay, 'platform.cost_budget', `filled_at < clock_timestamp() - interval '1 hour'`),
  };
}

/** What is told to nobody any more goes as a whole. */
async function sweepTaps(relay: Queryable): Promise<number> {
  await giveUpDisabled(relay);
  const isClosed = `(brand_id, tap_id) IN (SELECT brand_id, id FROM platform.event_tap WHERE state = 'CLOSED')`;
  const isOld = `state <> 'PENDING' AND finished_at < clock_timestamp() - interval '7 days' AND (state = 'DELIVERED' OR finished_at < clock_timestamp() - interval '30 days')`;
  const removed = (await remove(relay, 'platform.tap_delivery', isOld)) + (await remove(relay, 'platform.tap_delivery', isClosed));
  await remove(relay, 'platform.event_tap', `state = 'CLOSED' AND NOT EXISTS (SELECT FROM platform.tap_delivery d WHERE (d.brand_id, d.tap_id) = (platform.event_tap.brand_id, platform.event_tap.id))`);
  return removed;
}

const CALLERS = 'SELECT access_tokens AS "accessTokens", refresh_tokens AS "refreshTokens", sessions, attempts, codes FROM platform.sweep_callers($1)';

type SweptCallers = Pick<Swept, 'accessTokens' | 'refreshTokens' | 'sessions' | 'attempts' | 'codes'>;

async function sweepCallers(relay: Queryable): Promise<SweptCallers> {
  const swept = { accessTokens: 0, refreshTokens: 0, sessions: 0, attempts: 0, codes: 0 };
  for (;;) {
    const { rows: [round] } = await relay.query<SweptCallers>(CALLERS, [BATCH]);
    const counts = Object.entries(round ?? {}) as [keyof SweptCallers, number][];
    for (const [what, count] of counts) swept[what] += count;
    if (counts.every(([, count]) => count < BATCH)) return swept;
  }
}

/** In batches, so that no statement runs long or keeps many rows locked. */
async function remove(relay: Queryable, table: string, old: string, batch = BATCH): Promise<number> {
  for (let removed = 0; ; ) {
    const { rowCount } = await relay.query(`DELETE FROM ${table} WHERE ctid IN (SELECT ctid FROM ${table} WHERE ${old} LIMIT ${batch})`);
    removed += rowCount ?? 0;
    if ((rowCount ?? 0) < batch) return removed;
  }
}
