import { type Context, type Handler, type JsonObject, statement } from '@regulars/plugin-sdk';
import type { Owned } from '../registry';
import type { Runtime } from '../runtime';
import { describeFault } from '../worker/faults';
import { systemScope } from '../worker/scope';
import { withinTime } from '../worker/within-time';
import { brandsWithPending, type Claim, giveBack, heldBy, type Queue } from './claims';
import { handlerName } from './dispatcher';

export const DELIVERIES: Queue = { table: 'platform.delivery', key: ['event_id', 'handler'] };

export interface Delivery extends Claim {
  readonly event_id: string;
  readonly handler: string;
}

/** At most this many of one brand are claimed at a time, so that one brand's backlog leaves room for others. */
const PER_BRAND = 4;

const CLAIM = {
  name: 'deliveries.claim',
  text: `
    WITH ${brandsWithPending('platform.delivery')}, due AS (
      SELECT d.* FROM waiting w CROSS JOIN LATERAL (
        SELECT brand_id, event_id, handler, xid FROM platform.delivery d
        WHERE d.brand_id = w.brand_id AND d.state = 'PENDING' AND d.claimed_by IS NULL AND d.due_at <= clock_timestamp() AND d.handler = ANY($2)
          AND ($4::boolean IS NULL OR (d.crashes > 0) = $4)
          AND (d.member_id IS NULL OR NOT EXISTS (
            SELECT FROM platform.delivery earlier
            WHERE earlier.brand_id = d.brand_id AND earlier.handler = d.handler AND earlier.member_id = d.member_id AND earlier.state = 'PENDING'
              AND (earlier.xid, earlier.event_id) < (d.xid, d.event_id)))
        ORDER BY d.xid, d.event_id LIMIT ${PER_BRAND} FOR UPDATE SKIP LOCKED
      ) d ORDER BY d.xid, d.event_id LIMIT $3
    )
    UPDATE platform.delivery d SET attempts = d.attempts + 1, claimed_by = $1, claimed_at = clock_timestamp()
    FROM due WHERE (d.brand_id, d.event_id, d.handler) = (due.brand_id, due.event_id, due.handler)
    RETURNING d.brand_id, d.event_id, d.handler, d.attempts, d.xid::text AS xid`,
};

/** Which deliveries: those that ran when a process ended, those that did not, or both. */
export type Suspicion = 'SUSPECT' | 'UNSUSPECTED' | 'ANY';

/**
 * Claims what is due, oldest first, the try counted beforehand. An event's turn comes when the earlier ones of the
 * same member and handler are done or parked. Handlers this process does not know are left to those that do.
 */
export async function claimDeliveries(runtime: Runtime, worker: number, limit: number, suspicion: Suspicion = 'ANY'): Promise<Delivery[]> {
  const known = [...handlersByName(runtime).keys()];
  if (known.length === 0) return [];
  const { rows } = await runtime.relay.query<Delivery & { xid: string }>({ ...CLAIM, values: [worker, known, limit, suspicion === 'ANY' ? null : suspicion === 'SUSPECT'] });
  return rows.sort((a, b) => Number(BigInt(a.xid) - BigInt(b.xid)) || (a.event_id < b.event_id ? -1 : 1));
}

const handlersByName = ({ registry }: Runtime): Map<string, Owned<Handler>> =>
  new Map([...registry.handlers.values()].flat().map((owned) => [handlerName(owned), owned]));

interface EventRow {
  id: string; name: string; version: number; at: Date; member_id: string | null; payload: JsonObject;
}

const FINISH = statement<{ event_id: string }, [string, number, number, string, string, string]>('platform.finish-delivery', `
  UPDATE platform.delivery SET state = $6, finished_at = clock_timestamp(), claimed_by = NULL, last_error = NULL
  WHERE ${heldBy(DELIVERIES)} RETURNING event_id`);
const EVENT = statement<EventRow, [string]>('platform.delivered-event', `
  SELECT id, name, version, at, member_id, payload FROM platform.event WHERE id = $1`);

/** How a try ended; `LOST` when another process had taken it over meanwhile. */
export type Outcome = { readonly state: 'DONE' | 'SKIPPED' | 'LOST' } | { readonly state: 'FAILED' | 'PARKED'; readonly error: unknown };

/**
 * One try. The handler's effects and the mark that it is done are one transaction, so they happen once; the mark
 * comes first and holds the row, so that a second process waits and then finds it done.
 */
export async function deliver(runtime: Runtime, delivery: Delivery, worker: number): Promise<Outcome> {
  const owned = handlersByName(runtime).get(delivery.handler);
  if (!owned) throw new Error(`No installed module has the handler ${delivery.handler}`);
  try {
    const state = await runtime.transaction(systemScope(delivery.brand_id, delivery.handler), (ctx) => handle(ctx, owned, delivery, worker));
    return { state };
  } catch (error) {
    return fail(runtime, delivery, worker, error);
  }
}

async function handle(ctx: Context, { module, value }: Owned<Handler>, delivery: Delivery, worker: number): Promise<'DONE' | 'SKIPPED' | 'LOST'> {
  const enabled = ctx.brand.modules.has(module.id);
  const finish = ctx.sql(FINISH(delivery.brand_id, worker, delivery.attempts, delivery.event_id, delivery.handler, enabled ? 'DONE' : 'SKIPPED'));
  const [[held], [row]] = await Promise.all([finish, ctx.sql(EVENT(delivery.event_id))]);
  if (!held) return 'LOST';
  if (!enabled) return 'SKIPPED';
  if (!row) throw new Error('The event is not in the log');
  const event = { id: row.id, name: row.name, version: row.version, at: row.at, memberId: row.member_id, payload: row.payload };
  await withinTime(value.run(ctx, event.payload as never, event as never), delivery.handler);
  return 'DONE';
}

async function fail(runtime: Runtime, delivery: Delivery, worker: number, error: unknown): Promise<Outcome> {
  const fault = describeFault(error);
  const parked = await giveBack(runtime.relay, DELIVERIES, delivery, worker, [delivery.event_id, delivery.handler], fault);
  const about = { handler: delivery.handler, event: delivery.event_id, brand: delivery.brand_id, attempt: delivery.attempts, fault };
  if (parked) runtime.logger.error(about, 'a handler failed for the last time: the event is parked');
  else runtime.logger.warn(about, 'a handler failed and is tried again');
  return { state: parked ? 'PARKED' : 'FAILED', error };
}
