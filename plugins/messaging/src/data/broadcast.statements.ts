import { type Condition, type JsonObject, render, type Statement, statement } from '@regulars/plugin-sdk';
import { createHash } from 'node:crypto';

export interface BroadcastRow {
  readonly id: string;
  readonly name: string;
  readonly template_id: string;
  readonly template_version: number;
  readonly channel: string;
  readonly filter: JsonObject | null;
  readonly life_minutes: number;
  readonly state: 'DRAFT' | 'SCHEDULED' | 'SENDING' | 'PAUSED' | 'DONE' | 'CANCELLED';
  readonly audience: number | null;
  readonly created_at: Date;
  readonly scheduled_at: Date | null;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
  readonly cancel_reason: string | null;
}

export const BROADCASTS = 'messaging.broadcast AS b';
export const BROADCAST_COLUMNS = 'b.id, b.name, b.template_id, b.template_version, b.channel, b.filter, b.life_minutes, b.state, b.audience, b.created_at, b.scheduled_at, b.started_at, b.finished_at, b.cancel_reason';

export const broadcastsByIds = statement<BroadcastRow, [ids: readonly string[]]>('messaging.broadcasts-by-ids', `SELECT ${BROADCAST_COLUMNS} FROM ${BROADCASTS} WHERE b.id = ANY($1::uuid[])`);

export const broadcastForUpdate = statement<BroadcastRow, [id: string]>('messaging.broadcast-for-update', `SELECT ${BROADCAST_COLUMNS} FROM ${BROADCASTS} WHERE b.id = $1 FOR NO KEY UPDATE`);

export const insertBroadcast = statement<never, [id: string, name: string, templateId: string, version: number, channel: string, filter: string | null, lifeMinutes: number]>('messaging.insert-broadcast', `
  INSERT INTO messaging.broadcast (id, name, template_id, template_version, channel, filter, life_minutes) VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7)`);

export const scheduleBroadcast = statement<never, [id: string, at: Date]>('messaging.schedule-broadcast', `UPDATE messaging.broadcast SET state = 'SCHEDULED', scheduled_at = $2 WHERE id = $1`);

export const setBroadcastState = statement<never, [id: string, state: string]>('messaging.set-broadcast-state', `
  UPDATE messaging.broadcast SET state = $2, finished_at = CASE WHEN $2 = 'CANCELLED' THEN platform.current_now() ELSE finished_at END WHERE id = $1`);

/** It has not begun, and nothing of it is queued. */
export const cancelUnbegun = statement<never, [id: string, reason: 'EXPIRED' | 'FILTER_UNREADABLE']>('messaging.cancel-unbegun', `
  UPDATE messaging.broadcast SET state = 'CANCELLED', cancel_reason = $2, finished_at = platform.current_now() WHERE id = $1`);

export const startBroadcast = statement<never, [id: string, audience: number]>('messaging.start-broadcast', `
  UPDATE messaging.broadcast SET state = 'SENDING', started_at = platform.current_now(), audience = $2 WHERE id = $1`);

const CANCELLED_AT_ONCE = 5_000;

/** A piece of what is queued of it. What others hold is passed over: they may wait for the broadcast, or for more of it. */
export const suppressCancelled = statement<{ n: number }, [broadcastId: string]>('messaging.suppress-cancelled', `
  WITH piece AS (
    SELECT m.id FROM messaging.message AS m WHERE m.broadcast_id = $1 AND m.state = 'QUEUED' LIMIT ${CANCELLED_AT_ONCE} FOR UPDATE SKIP LOCKED),
  suppressed AS (
    UPDATE messaging.message AS m SET state = 'SUPPRESSED', reason = 'CANCELLED' FROM piece WHERE m.id = piece.id RETURNING 1)
  SELECT count(*)::int AS n FROM suppressed`);

export const hasQueued = statement<{ id: string }, [broadcastId: string]>('messaging.has-queued', `
  SELECT m.id FROM messaging.message AS m WHERE m.broadcast_id = $1 AND m.state = 'QUEUED' LIMIT 1`);

/** Cancelled for longer than that takes, and still not all of it is over. */
export const cancelledWithRest = statement<{ id: string }>('messaging.cancelled-with-rest', `
  SELECT b.id FROM ${BROADCASTS} WHERE b.state = 'CANCELLED' AND b.finished_at < platform.current_now() - interval '5 minutes'
     AND EXISTS (SELECT FROM messaging.message AS m WHERE m.broadcast_id = b.id AND m.state = 'QUEUED') ORDER BY b.id`);

export const dueBroadcasts = statement<{ id: string }>('messaging.due-broadcasts', `
  SELECT b.id FROM ${BROADCASTS} WHERE b.state = 'SCHEDULED' AND b.scheduled_at <= platform.current_now() ORDER BY b.scheduled_at, b.id`);

export interface ProgressRow {
  readonly broadcast_id: string;
  readonly state: string;
  readonly reason: string | null;
  readonly n: number;
  readonly units: number;
}

/** `clicked` among them: whatever came after SENT was sent. */
export const progressOf = statement<ProgressRow, [ids: readonly string[]]>('messaging.progress-of', `
  SELECT m.broadcast_id, m.state, m.reason, count(*)::int AS n, sum(m.units)::int AS units
    FROM messaging.message AS m WHERE m.broadcast_id = ANY($1::uuid[]) GROUP BY m.broadcast_id, m.state, m.reason`);

const named = <R>(name: string, text: string, values: readonly unknown[]): Statement<R> => ({ name: `${name}.${createHash('sha256').update(text).digest('base64url').slice(0, 10)}`, text, values });

/** Whom a filter means: SQL over the alias `m` of a member. */
export interface Audience {
  readonly from: string;
  readonly id: string;
  readonly condition: Condition;
}

/** A snapshot: whoever the filter means now is written to, whatever they become; each once. It stays marketing, whatever became of its template since. */
export function snapshot(broadcast: BroadcastRow, expiresAt: Date, { from, id, condition }: Audience): Statement<{ n: number }> {
  const values: unknown[] = [broadcast.id, broadcast.channel, 'MARKETING', broadcast.template_id, broadcast.template_version, expiresAt];
  return named('messaging.snapshot', `
    WITH written AS (
      INSERT INTO messaging.message (id, member_id, channel, purpose, template_id, template_version, broadcast_id, cause, due_at, expires_at)
      SELECT gen_random_uuid(), ${id}, $2, $3, $4::uuid, $5::int, $1::uuid, $1::uuid || '/' || ${id}, platform.current_now(), $6::timestamptz
        FROM ${from} WHERE m.status <> 'ERASED' AND (${render(condition, values)})
      ON CONFLICT ON CONSTRAINT message_cause_unique DO NOTHING RETURNING 1)
    SELECT count(*)::int AS n FROM written`, values);
}

export interface ReachRow {
  /** Null: can be written to. */
  readonly reason: string | null;
  readonly n: number;
}

/**
 * How many of them could be written to now, and why the others could not, by the first reason. Addresses are not opened,
 * and what a member was sent of late is asked of those alone whom nothing else speaks against.
 */
export function reachOf(channel: string, identity: string | null, purpose: string, caps: { readonly perDay: number; readonly perWeek: number }, { from, id, condition }: Audience): Statement<ReachRow> {
  const values: unknown[] = [channel, identity, purpose, caps.perDay, caps.perWeek];
  return named('messaging.reach-of', `
    SELECT reached.reason, count(*)::int AS n FROM (
      SELECT CASE
        WHEN m.status <> 'ACTIVE' THEN 'NOT_ACTIVE'
        WHEN $3 = 'MARKETING' AND c.granted IS NOT TRUE OR c.granted IS FALSE THEN 'NO_CONSENT'
        WHEN $2::text IS NOT NULL AND k.member_id IS NULL THEN 'NO_BINDING'
        WHEN u.member_id IS NOT NULL AND EXISTS (SELECT FROM member.identity_index AS i WHERE i.member_id = ${id} AND i.kind = $2 AND i.value_index = u.address_index) THEN 'BLOCKED'
        WHEN $3 = 'MARKETING' AND (
          SELECT count(*) FILTER (WHERE x.claimed_at > (SELECT platform.current_now() - interval '24 hours')) >= $4::int OR count(*) >= $5::int
            FROM messaging.message AS x
           WHERE x.member_id = ${id} AND x.channel = $1 AND x.purpose = 'MARKETING' AND x.claimed_at > (SELECT platform.current_now() - interval '168 hours')) THEN 'CAP'
      END AS reason
      FROM ${from}
      LEFT JOIN member.consent_now AS c ON c.member_id = ${id} AND c.purpose = $3 AND c.channel = $1
      LEFT JOIN member.identity_kind AS k ON k.member_id = ${id} AND k.kind = $2
      LEFT JOIN messaging.unreachable AS u ON u.member_id = ${id} AND u.channel = $1
      WHERE m.status <> 'ERASED' AND (${render(condition, values)})) AS reached
    GROUP BY reached.reason ORDER BY reached.reason NULLS FIRST`, values);
}
