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

export interface Parked {
  readonly queue: Queue['table'];
  readonly brandId: string;
  /** Event or reaction id. */
  readonly id: string;
  readonly what: string;
  readonly attempts: number;
  readonly lastError: string | null;
}

/** What was given up, newest first. */
export async function listParked(relay: Queryable, limit = 100): Promise<Parked[]> {
  const { rows } = await relay.query<Parked>(
    `SELECT * FROM (
       SELECT 'platform.delivery' AS queue, brand_id AS "brandId", event_id AS id, handler AS what, attempts, last_error AS "lastError" FROM platform.delivery WHERE state = 'PARKED'
       UNION ALL
       SELECT 'platform.deferred_reaction', brand_id, id, module || '.' || reaction, attempts, last_error FROM platform.deferred_reaction WHERE state = 'PARKED'
     ) parked ORDER BY id DESC LIMIT $1`,
    [limit],
  );
  return rows;
}
