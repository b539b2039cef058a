import { type JsonObject, statement } from '@regulars/plugin-sdk';

type Pair = [survivorId: string, loserId: string];

/** So that what is being decided of them now is decided before they are looked at. */
export const holdQueued = statement<never, Pair>('messaging.hold-queued', `
  SELECT 1 FROM messaging.message AS m WHERE m.member_id IN ($1, $2) AND m.state = 'QUEUED' ORDER BY m.id FOR NO KEY UPDATE`);

/** What one of the two has been told, as far as anybody knows, or is going to be, the other is not told again; of what both wait for, the survivor's goes on. */
export const suppressDuplicates = statement<{ id: string }, Pair>('messaging.suppress-duplicates', `
  UPDATE messaging.message AS m SET state = 'SUPPRESSED', reason = 'DUPLICATE'
   WHERE m.member_id IN ($1, $2) AND m.state = 'QUEUED' AND EXISTS (
     SELECT FROM messaging.message AS x
      WHERE x.member_id = CASE m.member_id WHEN $1 THEN $2::uuid ELSE $1::uuid END AND (x.reason IS NULL OR x.reason = 'UNCERTAIN') AND (x.state <> 'QUEUED' OR x.member_id = $1)
        AND (x.broadcast_id = m.broadcast_id OR m.trigger = 'BIRTHDAY' AND x.trigger = 'BIRTHDAY' AND x.queued_at > platform.current_now() - interval '300 days'))
  RETURNING m.id`);

/** Held before their messages are: one that is cancelled meanwhile finds what is queued anew, or was first, and is seen. */
export const holdBroadcastsOfMessages = statement<never, [ids: readonly string[]]>('messaging.hold-broadcasts-of-messages', `
  SELECT 1 FROM messaging.broadcast AS b WHERE b.id IN (SELECT m.broadcast_id FROM messaging.message AS m WHERE m.id = ANY($1::uuid[])) ORDER BY b.id FOR SHARE`);

/** They are two again, and each is told; of a broadcast that is over, nobody is. */
export const requeueDuplicates = statement<never, [ids: readonly string[]]>('messaging.requeue-duplicates', `
  UPDATE messaging.message AS m SET state = 'QUEUED', reason = NULL
   WHERE m.id = ANY($1::uuid[]) AND m.state = 'SUPPRESSED' AND m.reason = 'DUPLICATE'
     AND (m.broadcast_id IS NULL OR EXISTS (SELECT FROM messaging.broadcast AS b WHERE b.id = m.broadcast_id AND b.state IN ('SENDING', 'PAUSED')))`);

export const moveMessages = statement<{ id: string }, Pair>('messaging.move-messages', 'UPDATE messaging.message SET member_id = $1 WHERE member_id = $2 RETURNING id');

export const returnMessages = statement<never, [loserId: string, ids: readonly string[]]>('messaging.return-messages', 'UPDATE messaging.message SET member_id = $1 WHERE id = ANY($2::uuid[])');

export const moveOutbox = statement<{ id: string }, Pair>('messaging.move-outbox', 'UPDATE messaging.outbox SET member_id = $1 WHERE member_id = $2 RETURNING id');

export const returnOutbox = statement<never, [loserId: string, ids: readonly string[]]>('messaging.return-outbox', 'UPDATE messaging.outbox SET member_id = $1 WHERE id = ANY($2::uuid[])');

/** Addresses go with who has them now: what the survivor is known to miss stays known. */
export const moveUnreachable = statement<{ channel: string; address_index: string; reason: string; at: Date }, Pair>('messaging.move-unreachable', `
  WITH gone AS (DELETE FROM messaging.unreachable WHERE member_id = $2 RETURNING channel, address_index, reason, at),
    moved AS (INSERT INTO messaging.unreachable (member_id, channel, address_index, reason, at) SELECT $1, channel, address_index, reason, at FROM gone ON CONFLICT DO NOTHING)
  SELECT channel, encode(address_index, 'hex') AS address_index, reason, at FROM gone`);

/** JSON of what `moveUnreachable` answered; the survivor keeps none of it. */
export const returnUnreachable = statement<never, [survivorId: string, loserId: string, json: string]>('messaging.return-unreachable', `
  WITH r AS (SELECT channel, decode(address_index, 'hex') AS address_index, reason, at FROM jsonb_to_recordset($3::jsonb) AS r (channel text, address_index text, reason text, at timestamptz)),
    gone AS (DELETE FROM messaging.unreachable AS u USING r WHERE u.member_id = $1 AND u.channel = r.channel AND u.address_index = r.address_index)
  INSERT INTO messaging.unreachable (member_id, channel, address_index, reason, at) SELECT $2, channel, address_index, reason, at FROM r ON CONFLICT DO NOTHING`);

export interface ToldRow {
  readonly channel: string;
  readonly purpose: string;
  readonly template: string;
  readonly trigger: string | null;
  readonly data: JsonObject | null;
  readonly state: string;
  readonly reason: string | null;
  readonly queued_at: Date;
  readonly sent_at: Date | null;
}

export const messagesOf = statement<ToldRow, [memberId: string]>('messaging.messages-of', `
  SELECT m.channel, m.purpose, t.name AS template, m.trigger, m.data, m.state, m.reason, m.queued_at, m.sent_at
    FROM messaging.message AS m JOIN messaging.template AS t ON t.id = m.template_id WHERE m.member_id = $1 ORDER BY m.queued_at, m.id`);

/** That something was sent stays, as the brand's figures; to whom, nobody can tell. */
export const eraseMessages = statement<never, [memberId: string]>('messaging.erase-messages', `
  UPDATE messaging.message SET data = NULL, provider_id = NULL, state = CASE WHEN state = 'QUEUED' THEN 'SUPPRESSED' ELSE state END, reason = CASE WHEN state = 'QUEUED' THEN 'NOT_ACTIVE' ELSE reason END WHERE member_id = $1`);

export const eraseOutbox = statement<never, [memberId: string]>('messaging.erase-outbox', 'DELETE FROM messaging.outbox WHERE member_id = $1');

export const eraseUnreachable = statement<never, [memberId: string]>('messaging.erase-unreachable', 'DELETE FROM messaging.unreachable WHERE member_id = $1');
