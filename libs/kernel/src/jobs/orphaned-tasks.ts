import { MAX_CRASHES } from '../events/claims';
import type { Runtime } from '../runtime';
import { TASK_POOL_LOCKS } from '../worker/presence';

/** Of graphile-worker's queues, each of which runs one task at a time, whichever process does. */
const SUSPECTS = 'suspects';

/** A pool announces itself a moment after it begins to claim. */
const IS_ORPHANED = `locked_by IS NOT NULL AND locked_at < now() - interval '5 seconds' AND NOT EXISTS (
  SELECT FROM pg_locks l WHERE l.locktype = 'advisory' AND l.classid = ${TASK_POOL_LOCKS} AND l.objid = (hashtext(locked_by)::bigint & 4294967295)::oid
    AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()))`;

const POOLS = `
  SELECT locked_by AS pool FROM graphile_worker._private_jobs WHERE ${IS_ORPHANED}
  UNION SELECT locked_by FROM graphile_worker._private_job_queues WHERE ${IS_ORPHANED}`;

/** From now on it is run beside nothing else that ended a process; after the last crash, not at all. */
const SUSPECT = `
  WITH orphaned AS (
    SELECT id, coalesce((flags->>'crashes')::int, 0) + 1 AS crashes FROM graphile_worker._private_jobs WHERE locked_by = ANY($1) FOR UPDATE SKIP LOCKED
  )
  UPDATE graphile_worker._private_jobs j SET
    locked_by = NULL, locked_at = NULL, updated_at = now(), last_error = 'The process ended during the try',
    flags = coalesce(flags, '{}') || jsonb_build_object('crashes', orphaned.crashes),
    job_queue_id = (SELECT q.id FROM graphile_worker._private_job_queues q WHERE q.queue_name = '${SUSPECTS}'),
    attempts = CASE WHEN orphaned.crashes >= ${MAX_CRASHES} THEN max_attempts ELSE attempts END,
    run_at = now() + interval '1 second' * random() * orphaned.crashes
  FROM orphaned WHERE j.id = orphaned.id RETURNING j.id, orphaned.crashes >= ${MAX_CRASHES} AS parked`;

/**
 * A suspect has a minute without any other, then the next one begins: none waits for ever for what only takes long. It may
 * end its process yet, so what it did before stays counted until it ends well; with one that did twice, the next waits ten,
 * lest it be there the third time and be parked for it.
 */
const CLEAR = `
  WITH cleared AS (
    UPDATE graphile_worker._private_jobs SET job_queue_id = NULL
    WHERE locked_at < now() - interval '1 minute' * CASE WHEN (flags->>'crashes')::int > 1 THEN 10 ELSE 1 END
      AND job_queue_id = (SELECT id FROM graphile_worker._private_job_queues WHERE queue_name = '${SUSPECTS}')
    RETURNING locked_by
  )
  UPDATE graphile_worker._private_job_queues SET locked_by = NULL, locked_at = NULL WHERE queue_name = '${SUSPECTS}' AND locked_by IN (SELECT locked_by FROM cleared)`;

/**
 * Frees the tasks of processes that are gone, for which graphile-worker itself would wait for hours. Any of them may
 * be what ended its process: those are tried one after the other, and parked when it happens too often. Answers how
 * many processes' tasks they were.
 */
export async function releaseOrphanedTasks({ relay, logger }: Runtime): Promise<number> {
  const { rows } = await relay.query<{ pool: string }>(POOLS);
  if (rows.length === 0) {
    await relay.query(CLEAR);
    return 0;
  }
  const pools = rows.map(({ pool }) => pool);
  await relay.query('INSERT INTO graphile_worker._private_job_queues (queue_name) VALUES ($1) ON CONFLICT DO NOTHING', [SUSPECTS]);
  const suspected = await relay.query<{ id: bigint; parked: boolean }>(SUSPECT, [pools]);
  // What is left to free is the queue, which the task that ended its process held.
  await relay.query('SELECT graphile_worker.force_unlock_workers($1)', [pools]);
  for (const { id, parked } of suspected.rows) if (parked) logger.error({ task: String(id) }, 'processes ended whenever they ran a task: it is parked');
  return pools.length;
}
