import type { JsonObject } from '@regulars/plugin-sdk';
import type { ClientBase, Pool } from 'pg';
import { beginningOf, type EventCursor, START } from './cursor';
import { CURSOR_LIFETIME_DAYS, CursorExpired, type LoggedEvent, type Replay } from './event-feed';

/** Whatever runs a statement as the relay (or the owner). */
export type Queryable = Pick<Pool | ClientBase, 'query'>;

interface EventRow {
  brand_id: string; id: string; xid: string; name: string; version: number; member_id: string | null; payload: JsonObject; actor: string; at: Date; recorded_at: Date;
}

const COLUMNS = 'brand_id, id, xid::text AS xid, name, version, member_id, payload, actor, at, recorded_at';

/**
 * Only what lies below every running transaction is read: no event stands below its writer's own id, but one that is
 * still to be committed may belong before those that are there already.
 */
const SETTLED = 'xid < pg_snapshot_xmin(pg_current_snapshot())';

// ORDER BY names the table's column: the bare name would be the text in the select list, which sorts '10' before '9'.
const READ = {
  name: 'events.read',
  text: `SELECT ${COLUMNS} FROM platform.event WHERE (xid, id) > ($1::xid8, $2::uuid) AND ${SETTLED} ORDER BY event.xid, event.id LIMIT $3`,
};

/** The next settled events of every brand after a place in the log, in (xid, id) order. */
export async function readEvents(client: Queryable, after: EventCursor, limit: number): Promise<LoggedEvent[]> {
  const { rows } = await client.query<EventRow>({ ...READ, values: [after.xid, after.id, limit] });
  return rows.map(toEvent);
}

/** Where the settled part of the log ends at this moment. */
export async function endOfLog(client: Queryable): Promise<EventCursor> {
  const { rows } = await client.query<{ xmin: string }>('SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS xmin');
  return beginningOf(rows[0]?.xmin ?? '0');
}

const BOUNDS = `brand_id = $1 AND (xid, id) > ($2::xid8, $3::uuid) AND ${SETTLED}
  AND ($4::xid8 IS NULL OR (xid, id) <= ($4::xid8, $5::uuid)) AND ($6::text[] IS NULL OR name = ANY($6))`;
const REPLAY_BRAND = { name: 'events.replay-brand', text: `SELECT ${COLUMNS} FROM platform.event WHERE ${BOUNDS} ORDER BY event.xid, event.id LIMIT $7` };
const REPLAY_MEMBER = { name: 'events.replay-member', text: `SELECT ${COLUMNS} FROM platform.event WHERE ${BOUNDS} AND member_id = $8 ORDER BY event.xid, event.id LIMIT $7` };

/** A page of one brand's history; see `EventFeed.replay`. */
export async function replayEvents(client: Queryable, replay: Replay): Promise<LoggedEvent[]> {
  await refuseExpired(client, replay);
  const { brandId, memberId, types, after, until, limit } = replay;
  const values = [brandId, after.xid, after.id, until?.xid ?? null, until?.id ?? null, types, limit];
  const query = memberId === null ? { ...REPLAY_BRAND, values } : { ...REPLAY_MEMBER, values: [...values, memberId] };
  const { rows } = await client.query<EventRow>(query);
  return rows.map(toEvent);
}

/**
 * A cursor is as old as the event it names, or else as the first event that would be missed. One that lies ahead of
 * every transaction was made by another server, before the data was moved to this one.
 */
const AGE = {
  name: 'events.cursor-age',
  text: `SELECT $2::xid8 > pg_snapshot_xmax(pg_current_snapshot()) OR coalesce((
           SELECT recorded_at < clock_timestamp() - interval '${CURSOR_LIFETIME_DAYS} days' FROM platform.event
           WHERE brand_id = $1 AND (xid, id) >= ($2::xid8, $3::uuid) ORDER BY event.xid, event.id LIMIT 1), false) AS expired`,
};

async function refuseExpired(client: Queryable, { brandId, after }: Replay): Promise<void> {
  const { rows } = await client.query<{ expired: boolean }>({ ...AGE, values: [brandId, after.xid, after.id] });
  if (rows[0]?.expired) throw new CursorExpired();
}

const STANDS = { name: 'events.stands', text: 'SELECT FROM platform.event WHERE brand_id = $1 AND xid = $2::xid8 AND id = $3' };

/** See `EventFeed.confirm`. The place before a transaction's first event is no event's, and is left to `replayEvents`. */
export async function confirmCursor(client: Queryable, brandId: string, cursor: EventCursor): Promise<void> {
  if (cursor.id === START.id) return;
  const { rowCount } = await client.query({ ...STANDS, values: [brandId, cursor.xid, cursor.id] });
  if (rowCount === 0) throw new CursorExpired();
}

const toEvent = (row: EventRow): LoggedEvent => ({
  id: row.id, name: row.name, version: row.version, at: row.at, memberId: row.member_id, payload: row.payload,
  brandId: row.brand_id, cursor: { xid: row.xid, id: row.id }, actor: row.actor, recordedAt: row.recorded_at,
});
