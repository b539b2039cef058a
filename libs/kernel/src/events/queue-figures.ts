import type { Queryable } from './event-log';
import type { Queue } from './claims';

export interface QueueFigures {
  readonly pending: number;
  /** Given up after the last try; somebody has to look. */
  readonly parked: number;
  /** Age of the oldest that is due and still pending, in seconds; 0 when there is none. */
  readonly oldestSeconds: number;
}

export interface WorkFigures {
  readonly deliveries: QueueFigures;
  readonly deferredReactions: QueueFigures;
  readonly tasks: QueueFigures;
  /** Age of the oldest event no dispatcher has come to, in seconds; 0 when there is none. */
  readonly dispatchLagSeconds: number;
}

interface FigureRow {
  queue: 'deliveries' | 'deferredReactions' | 'tasks'; pending: number; parked: number; oldest: number;
}

const OWN = (name: string, table: Queue['table']): string => `
  SELECT '${name}' AS queue, count(*) FILTER (WHERE state = 'PENDING')::int AS pending, count(*) FILTER (WHERE state = 'PARKED')::int AS parked,
         coalesce(extract(epoch FROM clock_timestamp() - min(due_at) FILTER (WHERE state = 'PENDING' AND due_at <= clock_timestamp())), 0)::float8 AS oldest
  FROM ${table} WHERE state IN ('PENDING', 'PARKED')`;

const FIGURES = `${OWN('deliveries', 'platform.delivery')} UNION ALL ${OWN('deferredReactions', 'platform.deferred_reaction')} UNION ALL
  SELECT 'tasks', count(*) FILTER (WHERE attempts < max_attempts)::int, count(*) FILTER (WHERE attempts >= max_attempts AND locked_at IS NULL)::int,
         coalesce(extract(epoch FROM now() - min(run_at) FILTER (WHERE is_available AND run_at <= now())), 0)::float8
  FROM graphile_worker._private_jobs`;

const LAG = `
  SELECT coalesce(extract(epoch FROM clock_timestamp() - (
    SELECT e.recorded_at FROM platform.event e WHERE (e.xid, e.id) > (c.xid, c.id) ORDER BY e.xid, e.id LIMIT 1)), 0)::float8 AS lag
  FROM platform.relay_cursor c WHERE c.name = 'deliveries'`;

/** How the work of all brands stands, for metrics and readiness. */
export async function workFigures(relay: Queryable): Promise<WorkFigures> {
  const { rows } = await relay.query<FigureRow>(FIGURES);
  const { rows: [lag] } = await relay.query<{ lag: number }>(LAG);
  const of = (queue: FigureRow['queue']): QueueFigures => {
    const row = rows.find((candidate) => candidate.queue === queue);
    return { pending: row?.pending ?? 0, parked: row?.parked ?? 0, oldestSeconds: row?.oldest ?? 0 };
  };
  return { deliveries: of('deliveries'), deferredReactions: of('deferredReactions'), tasks: of('tasks'), dispatchLagSeconds: lag?.lag ?? 0 };
}

/** Of graphile-worker's jobs `j`: nobody takes it up any more. */
const TASK_IS_PARKED = 'j.attempts >= j.max_attempts AND j.locked_at IS NULL';

export interface Parked {
  readonly queue: Queue['table'] | 'graphile_worker.jobs';
  readonly brandId: string;
  /** Of the event, the reaction, or the task's run. */
  readonly id: string;
  readonly what: string;
  readonly attempts: number;
  readonly lastError: string | null;
}

/** What is parked, newest first. */
export async function listParked(relay: Queryable, limit = 100): Promise<Parked[]> {
  const { rows } = await relay.query<Parked>(
    `SELECT queue, "brandId", id, what, attempts, "lastError" FROM (
       SELECT 'platform.delivery' AS queue, brand_id::text AS "brandId", event_id::text AS id, handler AS what, attempts, last_error AS "lastError", due_at AS at
       FROM platform.delivery WHERE state = 'PARKED'
       UNION ALL
       SELECT 'platform.deferred_reaction', brand_id::text, id::text, module || '.' || reaction, attempts, last_error, due_at
       FROM platform.deferred_reaction WHERE state = 'PARKED'
       UNION ALL
       SELECT 'graphile_worker.jobs', j.payload->>'brandId', j.id::text, t.identifier, j.attempts, j.last_error, j.updated_at
       FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id WHERE ${TASK_IS_PARKED}
     ) parked ORDER BY at DESC LIMIT $1`,
    [limit],
  );
  return rows;
}

/** Parked tasks are tried again from the beginning. Answers how many. */
export async function retryTasks(relay: Queryable, brandId: string | null = null): Promise<number> {
  const { rowCount } = await relay.query(
    `UPDATE graphile_worker._private_jobs j SET run_at = now(), attempts = 0, flags = flags - 'crashes', job_queue_id = NULL, updated_at = now()
     WHERE ${TASK_IS_PARKED} AND ($1::text IS NULL OR j.payload->>'brandId' = $1)`,
    [brandId],
  );
  return rowCount ?? 0;
}
