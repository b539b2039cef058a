import type { Queryable } from './event-log';
import { PRESENCE_LOCKS } from '../worker/presence';

/** Tries of a handler or deferred reaction before it is parked. */
export const MAX_ATTEMPTS = 8;
/** Processes that may end while they run it before it is parked. */
export const MAX_CRASHES = 3;

/** The two queues that share one way of claiming, retrying and parking. */
export interface Queue {
  readonly table: 'platform.delivery' | 'platform.deferred_reaction';
  /** Columns that, with brand_id, identify a row. */
  readonly key: readonly string[];
}

export interface Claim {
  readonly brand_id: string;
  readonly attempts: number;
}

/** A row of `queue` with exactly this claim on it. Parameters: $1 brand, $2 worker, $3 attempts, then the key. */
export const heldBy = ({ key }: Queue): string =>
  ['brand_id = $1', `state = 'PENDING'`, 'claimed_by = $2', 'attempts = $3', ...key.map((column, index) => `${column} = $${index + 4}`)].join(' AND ');

/** 1 s, 3 s, 9 s … 12 min after the last but one try, half to one and a half times that. */
const BACKOFF = `interval '1 second' * 3 ^ (attempts - 1) * (0.5 + random())`;

/** A try failed: tried again later, or parked after the last. Answers whether it was parked. */
export async function giveBack(client: Queryable, queue: Queue, claim: Claim, worker: number, key: readonly string[], fault: string): Promise<boolean> {
  const { rows } = await client.query<{ state: string }>(
    `UPDATE ${queue.table} SET claimed_by = NULL, last_error = $${queue.key.length + 4}, due_at = clock_timestamp() + ${BACKOFF},
            state = CASE WHEN attempts >= ${MAX_ATTEMPTS} THEN 'PARKED' ELSE 'PENDING' END
     WHERE ${heldBy(queue)} RETURNING state`,
    [claim.brand_id, worker, claim.attempts, ...key, fault],
  );
  return rows[0]?.state === 'PARKED';
}

/** Of a claimed row: whoever claimed it is gone. */
export const IS_GONE = `NOT EXISTS (
  SELECT FROM pg_locks l WHERE l.locktype = 'advisory' AND l.classid = ${PRESENCE_LOCKS} AND l.objid = claimed_by::oid
    AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()))`;

/** Far longer than any try may take: whoever claimed it could not write down what came of it, or never learned that it had claimed it. */
const FORGOTTEN_AFTER = '5 minutes';
export const IS_LOST = `(claimed_at < clock_timestamp() - interval '${FORGOTTEN_AFTER}' OR ${IS_GONE})`;
/** As an expression over such a row. */
export const WHY_LOST = `CASE WHEN ${IS_GONE} THEN 'The process ended during the try' ELSE 'What came of the try was not written down' END`;

/** Claimed rows that no try is holding at this moment: one that is running keeps its row locked. */
const claimed = (table: string, which: string): string =>
  `ctid IN (SELECT ctid FROM ${table} WHERE state = 'PENDING' AND claimed_by IS NOT NULL AND ${which} FOR UPDATE SKIP LOCKED)`;

/** Takes back what processes that are gone had claimed, and what others have lost sight of. Answers how much. */
export async function releaseOrphans(client: Queryable, { table }: Queue): Promise<number> {
  const { rowCount } = await client.query(
    `UPDATE ${table} SET claimed_by = NULL, crashes = crashes + 1, last_error = ${WHY_LOST},
            due_at = clock_timestamp() + interval '1 second' * random() * (crashes + 1),
            state = CASE WHEN crashes + 1 >= ${MAX_CRASHES} OR attempts >= ${MAX_ATTEMPTS} THEN 'PARKED' ELSE 'PENDING' END
     WHERE ${claimed(table, IS_LOST)}`,
  );
  return rowCount ?? 0;
}

/** Gives unfinished claims of a worker that stops in order back, uncounted. */
export async function returnClaims(client: Queryable, { table }: Queue, worker: number): Promise<void> {
  await client.query(`UPDATE ${table} SET claimed_by = NULL, attempts = attempts - 1 WHERE ${claimed(table, 'claimed_by = $1')}`, [worker]);
}

/** What was parked is tried again from the beginning: for operators, once the cause is mended. Answers how many. */
export async function retryParked(client: Queryable, { table }: Queue, brandId: string | null = null): Promise<number> {
  const { rowCount } = await client.query(
    `UPDATE ${table} SET state = 'PENDING', attempts = 0, crashes = 0, due_at = clock_timestamp() WHERE state = 'PARKED' AND ($1::uuid IS NULL OR brand_id = $1)`,
    [brandId],
  );
  return rowCount ?? 0;
}

/** Brands that have something pending: found by skipping through the index, so that a brand's backlog costs one step. */
export const brandsWithPending = (table: Queue['table']): string => `
  RECURSIVE waiting (brand_id) AS (
    (SELECT brand_id FROM ${table} WHERE state = 'PENDING' ORDER BY brand_id LIMIT 1)
    UNION ALL
    SELECT (SELECT q.brand_id FROM ${table} q WHERE q.state = 'PENDING' AND q.brand_id > w.brand_id ORDER BY q.brand_id LIMIT 1)
    FROM waiting w WHERE w.brand_id IS NOT NULL
  )`;
