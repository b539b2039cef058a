import { type JsonObject, rowsOf, type Statement, statement } from '@regulars/plugin-sdk';

export interface DueRow {
  readonly id: string;
  readonly member_id: string;
  readonly purpose: 'MARKETING' | 'SERVICE';
  readonly template_id: string;
  readonly template_version: number;
  readonly data: JsonObject | null;
  readonly expires_at: Date;
  readonly attempts: number;
}

const DUE = 'm.id, m.member_id, m.purpose, m.template_id, m.template_version, m.data, m.expires_at, m.attempts';

/** How many are looked at in one transaction. Written into the text: what stands behind a `LIMIT $n` is planned for its values, by statistics that know nothing of a broadcast that has just begun. */
export type LookAt = 50 | 500;

// What a merge or a cancellation holds is passed over: it has its turn when that is done.
export const dueSingles = (channel: string, lookAt: LookAt): Statement<DueRow> => ({
  name: `messaging.due-singles-${lookAt}`,
  text: `
  SELECT ${DUE} FROM messaging.message AS m
   WHERE m.state = 'QUEUED' AND m.broadcast_id IS NULL AND m.channel = $1 AND m.due_at <= platform.current_now()
   ORDER BY m.due_at, m.id LIMIT ${lookAt} FOR NO KEY UPDATE SKIP LOCKED`,
  values: [channel],
});

/** A broadcast of the channel that is being sent and has something due, held so that a pause waits; the earliest begun first. */
export const openBroadcasts = statement<{ id: string }, [channel: string]>('messaging.open-broadcasts', `
  SELECT b.id FROM messaging.broadcast AS b
   WHERE b.state = 'SENDING' AND b.channel = $1
     AND EXISTS (SELECT FROM messaging.message AS m WHERE m.broadcast_id = b.id AND m.state = 'QUEUED' AND m.due_at <= platform.current_now())
   ORDER BY b.started_at, b.id LIMIT 1 FOR SHARE SKIP LOCKED`);

export const dueOfBroadcast = (broadcastId: string, lookAt: LookAt): Statement<DueRow> => ({
  name: `messaging.due-of-broadcast-${lookAt}`,
  text: `
  SELECT ${DUE} FROM messaging.message AS m
   WHERE m.state = 'QUEUED' AND m.broadcast_id = $1 AND m.due_at <= platform.current_now()
   ORDER BY m.due_at, m.id LIMIT ${lookAt} FOR NO KEY UPDATE SKIP LOCKED`,
  values: [broadcastId],
});

export interface FactsRow {
  readonly id: string;
  readonly member_id: string;
  readonly expires_at: Date;
  /** Null: it is of none. */
  readonly broadcast_state: string | null;
  readonly status: string;
  readonly consent: boolean | null;
  /** Hex. */
  readonly dead_index: string | null;
  /** ISO instants by addresses' indexes, in hex: when the member wrote last from them. Only where it was asked; null: never. */
  readonly wrote?: Readonly<Record<string, string>> | null;
  readonly in_day: number;
  readonly in_week: number;
}

const factsWith = (more: string): string => `
  SELECT m.id, m.member_id, m.expires_at, p.status, (SELECT b.state FROM messaging.broadcast AS b WHERE b.id = m.broadcast_id) AS broadcast_state,
    (SELECT c.granted FROM member.consent_now AS c WHERE c.member_id = m.member_id AND c.purpose = m.purpose AND c.channel = m.channel) AS consent,
    (SELECT encode(u.address_index, 'hex') FROM messaging.unreachable AS u WHERE u.member_id = m.member_id AND u.channel = m.channel) AS dead_index,
    ${more}coalesce(s.in_day, 0)::int AS in_day, coalesce(s.in_week, 0)::int AS in_week
    FROM messaging.message AS m JOIN member.member_public AS p ON p.id = m.member_id
    LEFT JOIN LATERAL (
      SELECT count(*) FILTER (WHERE x.claimed_at > platform.current_now() - interval '24 hours') AS in_day, count(*) AS in_week
        FROM messaging.message AS x
       WHERE x.member_id = m.member_id AND x.channel = m.channel AND x.purpose = 'MARKETING' AND x.claimed_at > platform.current_now() - interval '168 hours') AS s ON m.purpose = 'MARKETING'
   WHERE m.id = ANY($1::uuid[])`;

/** What stands for and against messages now. */
export const sendFacts = statement<FactsRow, [ids: readonly string[]]>('messaging.send-facts', factsWith(''));

/** And who wrote when, from addresses of a kind. */
export const sendFactsAndReplies = statement<FactsRow, [ids: readonly string[], identity: string]>('messaging.send-facts-and-replies', factsWith(`(
      SELECT jsonb_object_agg(encode(r.address_index, 'hex'), r.wrote_at)
        FROM member.identity_index AS i JOIN messaging.channel_reply AS r ON r.channel = m.channel AND r.address_index = i.value_index
       WHERE i.member_id = m.member_id AND i.kind = $2) AS wrote, `));

export const suppress = statement<never, [ids: string, reasons: string]>('messaging.suppress', `
  UPDATE messaging.message AS m SET state = 'SUPPRESSED', reason = r.reason FROM ${rowsOf('id uuid, reason text')} WHERE m.id = r.id AND m.state = 'QUEUED'`);

export const delay = statement<never, [ids: string, until: string]>('messaging.delay', `
  UPDATE messaging.message AS m SET due_at = r.until FROM ${rowsOf('id uuid, until timestamptz')} WHERE m.id = r.id AND m.state = 'QUEUED'`);

export const claim = statement<never, [batchId: string, ids: string, units: string]>('messaging.claim', `
  UPDATE messaging.message AS m SET state = 'SENDING', batch_id = $1, units = r.units, claimed_at = platform.current_now()
    FROM ${rowsOf('id uuid, units int', 2)} WHERE m.id = r.id AND m.state = 'QUEUED'`);

/** Who has the turn and does not have it in hand may take it up at once. */
export const insertBatch = statement<never, [id: string, channel: string, sealed: Buffer]>('messaging.insert-batch', `
  INSERT INTO messaging.batch (id, channel, payload_sealed, begun_at, lease_until) VALUES ($1, $2, $3, clock_timestamp(), clock_timestamp())`);

export interface BatchRow {
  readonly id: string;
  readonly attempts: number;
  /** ms since it was first sent, and until it may be sent again. */
  readonly age: number;
  readonly due_in: number;
}

/** Few: those under way, and those of which nobody knows. The earliest due first. */
export const batchesOf = statement<BatchRow, [channel: string]>('messaging.batches', `
  SELECT b.id, b.attempts, extract(epoch FROM clock_timestamp() - coalesce(b.begun_at, b.lease_until))::float8 * 1000 AS age,
    extract(epoch FROM b.lease_until - clock_timestamp())::float8 * 1000 AS due_in
    FROM messaging.batch AS b WHERE b.channel = $1 ORDER BY b.lease_until, b.id`);

/** Not while it is being settled after all: whoever does that waits for the channel. */
export const lockBatch = statement<{ payload_sealed: Buffer }, [id: string]>('messaging.lock-batch', 'SELECT b.payload_sealed FROM messaging.batch AS b WHERE b.id = $1 FOR UPDATE SKIP LOCKED');

export const retryBatch = statement<never, [id: string, seconds: number]>('messaging.retry-batch', `
  UPDATE messaging.batch SET attempts = attempts + 1, lease_until = clock_timestamp() + make_interval(secs => $2) WHERE id = $1`);

export const postponeBatch = statement<never, [id: string, attempt: number, seconds: number]>('messaging.postpone-batch', `
  UPDATE messaging.batch SET lease_until = clock_timestamp() + make_interval(secs => $3) WHERE id = $1 AND attempts = $2`);

/** Whoever takes the batch away says what became of it; nobody else does, nor who began an earlier attempt. */
export const takeBatch = statement<{ id: string }, [id: string, attempt: number]>('messaging.take-batch', 'DELETE FROM messaging.batch WHERE id = $1 AND attempts = $2 RETURNING id');

export interface SentRow {
  readonly id: string;
  readonly member_id: string;
  readonly broadcast_id: string | null;
}

/** Somebody may have opened it before we heard that it was taken. */
export const settleSent = statement<SentRow, [batchId: string, ids: string, providerIds: string]>('messaging.settle-sent', `
  UPDATE messaging.message AS m SET state = CASE WHEN m.clicked_at IS NULL THEN 'SENT' ELSE 'CLICKED' END, batch_id = NULL, sent_at = platform.current_now(), provider_id = r.provider_id
    FROM ${rowsOf('id uuid, provider_id text', 2)} WHERE m.id = r.id AND m.batch_id = $1 RETURNING m.id, m.member_id, m.broadcast_id`);

/** Held: whoever cancels them waits, and then finds what is to be tried again; or was first, and is seen. */
export const holdBroadcastsOf = statement<{ id: string }, [batchId: string]>('messaging.hold-broadcasts-of', `
  SELECT b.id FROM messaging.broadcast AS b WHERE b.id IN (SELECT m.broadcast_id FROM messaging.message AS m WHERE m.batch_id = $1) ORDER BY b.id FOR SHARE`);

/** Of a broadcast that was cancelled meanwhile nothing is tried again. */
export const settleRetry = statement<{ units: number }, [batchId: string, ids: string, due: string, tries: string]>('messaging.settle-retry', `
  UPDATE messaging.message AS m SET batch_id = NULL, claimed_at = NULL, attempts = r.tries, due_at = r.due_at,
      state = CASE WHEN b.state = 'CANCELLED' THEN 'SUPPRESSED' ELSE 'QUEUED' END, reason = CASE WHEN b.state = 'CANCELLED' THEN 'CANCELLED' END
    FROM ${rowsOf('id uuid, due_at timestamptz, tries int', 2)} JOIN messaging.message AS q ON q.id = r.id LEFT JOIN messaging.broadcast AS b ON b.id = q.broadcast_id
   WHERE m.id = r.id AND m.batch_id = $1 RETURNING m.units`);

export const settleFailed = statement<{ units: number }, [batchId: string, ids: string, reasons: string]>('messaging.settle-failed', `
  UPDATE messaging.message AS m SET state = 'FAILED', batch_id = NULL, claimed_at = NULL, reason = r.reason
    FROM ${rowsOf('id uuid, reason text', 2)} WHERE m.id = r.id AND m.batch_id = $1 RETURNING m.units`);

/** It may have been sent: caps and quotas go on counting it. Who opened a link of it has it. */
export const IN_DOUBT = `batch_id = NULL, state = CASE WHEN m.clicked_at IS NULL THEN 'FAILED' ELSE 'CLICKED' END,
      reason = CASE WHEN m.clicked_at IS NULL THEN 'UNCERTAIN' END, sent_at = CASE WHEN m.clicked_at IS NOT NULL THEN m.claimed_at END`;

export const settleUncertain = statement<never, [batchId: string, ids: string]>('messaging.settle-uncertain', `
  UPDATE messaging.message AS m SET ${IN_DOUBT} FROM ${rowsOf('id uuid', 2)} WHERE m.id = r.id AND m.batch_id = $1`);

/** One that cannot be read: what of it went out nobody can tell, nor send it again. */
export const dropBatch = statement<never, [batchId: string]>('messaging.drop-batch', `
  WITH dropped AS (DELETE FROM messaging.batch WHERE id = $1)
  UPDATE messaging.message AS m SET ${IN_DOUBT} WHERE m.batch_id = $1 AND m.state = 'SENDING'`);

/** By the address they had: another one may be good. Of whose message it is now; of who was erased meanwhile nothing is kept. After `settleFailed`, which holds the messages. */
export const markUnreachable = statement<never, [messages: string, channel: string, indexes: string, reasons: string]>('messaging.mark-unreachable', `
  INSERT INTO messaging.unreachable (member_id, channel, address_index, reason)
  SELECT DISTINCT ON (m.member_id) m.member_id, $2, decode(r.address_index, 'hex'), r.reason
    FROM (SELECT unnest($1::uuid[]) AS id, unnest($3::text[]) AS address_index, unnest($4::text[]) AS reason) AS r
    JOIN messaging.message AS m ON m.id = r.id
    JOIN member.member_public AS p ON p.id = m.member_id AND p.status <> 'ERASED'
   ORDER BY m.member_id, r.id
  ON CONFLICT (brand_id, member_id, channel) DO UPDATE SET address_index = EXCLUDED.address_index, reason = EXCLUDED.reason, at = EXCLUDED.at`);

/** What left for nowhere. After `settleSent`, which holds the messages: of who was erased meanwhile nothing is kept. */
export const insertOutbox = statement<never, [ids: string, channel: string, sealed: readonly Buffer[]]>('messaging.insert-outbox', `
  INSERT INTO messaging.outbox (id, member_id, channel, content_sealed)
  SELECT r.id, m.member_id, $2, r.sealed FROM unnest($1::uuid[], $3::bytea[]) AS r(id, sealed)
    JOIN messaging.message AS m ON m.id = r.id
    JOIN member.member_public AS p ON p.id = m.member_id AND p.status <> 'ERASED'
  ON CONFLICT DO NOTHING`);

export const insertTestIntoOutbox = statement<never, [id: string, channel: string, sealed: Buffer]>('messaging.insert-test-into-outbox', `
  INSERT INTO messaging.outbox (id, channel, content_sealed) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`);

/** By channel: whether something can be sent now. */
export const channelsWithWork = statement<{ channel: string }>('messaging.channels-with-work', `
  SELECT m.channel FROM (SELECT DISTINCT channel FROM messaging.message WHERE state = 'QUEUED' AND broadcast_id IS NULL AND due_at <= platform.current_now()) AS m
  UNION SELECT b.channel FROM messaging.broadcast AS b
   WHERE b.state = 'SENDING' AND EXISTS (SELECT FROM messaging.message AS m WHERE m.broadcast_id = b.id AND m.state = 'QUEUED' AND m.due_at <= platform.current_now())
  UNION SELECT b.channel FROM messaging.batch AS b WHERE b.lease_until < clock_timestamp()`);

/** When something falls due next. */
export const nextDue = statement<{ at: Date | null }>('messaging.next-due', `
  SELECT least(
    (SELECT min(m.due_at) FROM messaging.message AS m WHERE m.state = 'QUEUED' AND m.broadcast_id IS NULL AND m.due_at > platform.current_now()),
    (SELECT min(m.due_at) FROM messaging.message AS m JOIN messaging.broadcast AS b ON b.id = m.broadcast_id AND b.state = 'SENDING' WHERE m.state = 'QUEUED' AND m.due_at > platform.current_now()),
    (SELECT min(b.scheduled_at) FROM messaging.broadcast AS b WHERE b.state = 'SCHEDULED' AND b.scheduled_at > platform.current_now())) AS at`);

/** Broadcasts of which nothing is left to send. */
export const finishBroadcasts = statement<{ id: string }>('messaging.finish-broadcasts', `
  UPDATE messaging.broadcast AS b SET state = 'DONE', finished_at = platform.current_now()
   WHERE b.state = 'SENDING' AND NOT EXISTS (SELECT FROM messaging.message AS m WHERE m.broadcast_id = b.id AND m.state IN ('QUEUED', 'SENDING')) RETURNING b.id`);

export const clearOutbox = statement<never>('messaging.clear-outbox', `DELETE FROM messaging.outbox WHERE at < platform.current_now() - interval '7 days'`);

export interface OutboxRow {
  readonly id: string;
  readonly channel: string;
  readonly content_sealed: Buffer;
  readonly at: Date;
}

export const recentOutbox = statement<OutboxRow, [limit: number]>('messaging.recent-outbox', `
  SELECT o.id, o.channel, o.content_sealed, o.at FROM messaging.outbox AS o ORDER BY o.at DESC, o.id DESC LIMIT $1`);
