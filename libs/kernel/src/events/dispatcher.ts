import type { Handler } from '@regulars/plugin-sdk';
import type { PoolClient } from 'pg';
import { qualified } from '../registry';
import type { Runtime } from '../runtime';
import { fillTaps } from '../taps/fill';
import { inTransaction } from '../worker/relay-transaction';
import { HINT_CHANNEL } from './event-feed';

const BATCH = 500;

export interface Dispatch {
  /** Events read; 0 also while another process is at it. */
  readonly events: number;
  readonly deliveries: number;
  /** Written down for those outside who are told. */
  readonly tapped: number;
  /** There may be more. */
  readonly more: boolean;
}

const NOTHING: Dispatch = { events: 0, deliveries: 0, tapped: 0, more: false };

interface NewEvent {
  brand_id: string; id: string; xid: string; name: string; member_id: string | null;
  /** Only of events that some handler is choosy about. */
  payload: unknown;
}

/** As `module/handler`: what stands in the delivery log. */
export const handlerName = (owned: Parameters<typeof qualified>[0]): string => `${owned.module.id}/${owned.value.id}`;

const CURSOR = `SELECT xid::text AS xid, id FROM platform.relay_cursor WHERE name = 'deliveries' FOR UPDATE SKIP LOCKED`;
const EVENTS = {
  name: 'dispatch.events',
  text: `SELECT brand_id, id, xid::text AS xid, name, member_id, CASE WHEN name = ANY($3::text[]) THEN payload END AS payload FROM platform.event
         WHERE (xid, id) > ($1::xid8, $2::uuid) AND xid < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY event.xid, event.id LIMIT ${BATCH}`,
};
const INSERT = `
  INSERT INTO platform.delivery (brand_id, event_id, handler, xid, member_id)
  SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::xid8[], $5::uuid[]) ON CONFLICT DO NOTHING`;
// Asked anew for each batch: what a process keeps of a brand may be a second old, and an event is looked at only once.
const GRANTED = `
  SELECT b.id, ARRAY(SELECT s.plugin FROM platform.brand_plugin s WHERE s.brand_id = b.id AND s.enabled AND (s.plugin = ANY(p.plugins) OR s.grace_ends_at > platform.clock(b.clock_offset))) AS granted
  FROM platform.brand b JOIN platform.plan p ON p.code = b.plan_code WHERE b.id = ANY($1)`;
const MOVE = `UPDATE platform.relay_cursor SET xid = $1::xid8, id = $2, moved_at = clock_timestamp() WHERE name = 'deliveries'`;

/**
 * Goes through the next events and writes down which handlers they are for: those of the modules the brand has
 * enabled now. The cursor moves in the same transaction, so each event is looked at once, by one process.
 */
export const dispatch = (runtime: Runtime): Promise<Dispatch> => inTransaction(runtime.relay, (client) => dispatchBatch(runtime, client));

async function dispatchBatch(runtime: Runtime, client: PoolClient): Promise<Dispatch> {
  const { rows: [cursor] } = await client.query<{ xid: string; id: string }>(CURSOR);
  if (!cursor) return NOTHING;
  const { rows: events } = await client.query<NewEvent>({ ...EVENTS, values: [cursor.xid, cursor.id, choosyNames(runtime)] });
  const last = events.at(-1);
  if (!last) return NOTHING;
  const deliveries = await deliveriesOf(runtime, client, events);
  if (deliveries.length > 0) {
    const column = <T>(pick: (delivery: (typeof deliveries)[number]) => T): T[] => deliveries.map(pick);
    await client.query(INSERT, [column((d) => d.event.brand_id), column((d) => d.event.id), column((d) => d.handler), column((d) => d.event.xid), column((d) => d.event.member_id)]);
  }
  const tapped = await fillTaps(client, cursor, last);
  await client.query(MOVE, [last.xid, last.id]);
  // One hint for the batch, after the fact; a NOTIFY in each business transaction would make their commits queue.
  await client.query(`SELECT pg_notify('${HINT_CHANNEL}', '')`);
  return { events: events.length, deliveries: deliveries.length, tapped, more: events.length === BATCH };
}

async function deliveriesOf({ registry }: Runtime, client: PoolClient, events: readonly NewEvent[]): Promise<{ event: NewEvent; handler: string }[]> {
  const handled = events.filter(({ name }) => registry.handlers.has(name));
  if (handled.length === 0) return [];
  const { rows } = await client.query<{ id: string; granted: string[] }>(GRANTED, [[...new Set(handled.map(({ brand_id }) => brand_id))]]);
  const modules = new Map(rows.map(({ id, granted }) => [id, new Set(registry.closure(granted))]));
  return handled.flatMap((event) =>
    (registry.handlers.get(event.name) ?? [])
      .filter(({ module, value }) => modules.get(event.brand_id)?.has(module) && wants(value, event.payload))
      .map((owned) => ({ event, handler: handlerName(owned) })),
  );
}

/** A choice that fails is left to the handler, whose faults hold nobody else up. */
function wants({ when }: Handler, payload: unknown): boolean {
  try {
    return when?.(payload) ?? true;
  } catch {
    return true;
  }
}

const choosyNames = ({ registry }: Runtime): string[] =>
  [...registry.handlers].filter(([, handlers]) => handlers.some(({ value }) => value.when)).map(([name]) => name);

/** Are there committed events the dispatcher has not come to yet? */
export async function hasUndispatched(runtime: Runtime): Promise<boolean> {
  const { rows } = await runtime.relay.query<{ waiting: boolean }>(
    `SELECT EXISTS (SELECT FROM platform.event e, platform.relay_cursor c WHERE c.name = 'deliveries' AND (e.xid, e.id) > (c.xid, c.id)) AS waiting`,
  );
  return rows[0]?.waiting ?? false;
}
