import { type JsonObject, statement } from '@regulars/plugin-sdk';

type Pair = [survivorId: string, loserId: string];

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
  UPDATE messaging.message SET data = NULL, state = CASE WHEN state = 'QUEUED' THEN 'SUPPRESSED' ELSE state END, reason = CASE WHEN state = 'QUEUED' THEN 'NOT_ACTIVE' ELSE reason END WHERE member_id = $1`);

export const eraseOutbox = statement<never, [memberId: string]>('messaging.erase-outbox', 'DELETE FROM messaging.outbox WHERE member_id = $1');

export const eraseUnreachable = statement<never, [memberId: string]>('messaging.erase-unreachable', 'DELETE FROM messaging.unreachable WHERE member_id = $1');
