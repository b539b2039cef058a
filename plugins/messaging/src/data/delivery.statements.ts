import { statement } from '@regulars/plugin-sdk';

/** What has become of a message so far. */
export interface ToldRow {
  readonly id: string;
  readonly member_id: string;
  readonly broadcast_id: string | null;
  readonly provider_id: string | null;
  readonly state: 'QUEUED' | 'SENDING' | 'SENT' | 'DELIVERED' | 'OPENED' | 'CLICKED' | 'FAILED' | 'SUPPRESSED';
  readonly reason: string | null;
  readonly units: number;
  /** When its units were counted. */
  readonly asked_at: Date;
  readonly sent_at: Date | null;
  readonly delivered_at: Date | null;
  readonly opened_at: Date | null;
  readonly clicked_at: Date | null;
}

/** Those named by our own ids or by the provider's, held; always in the same order. */
export const holdTold = statement<ToldRow, [channel: string, ids: readonly string[], providerIds: readonly string[]]>('messaging.hold-told', `
  SELECT m.id, m.member_id, m.broadcast_id, m.provider_id, m.state, m.reason, m.units, coalesce(m.claimed_at, m.due_at) AS asked_at, m.sent_at, m.delivered_at, m.opened_at, m.clicked_at
    FROM messaging.message AS m
   WHERE m.channel = $1 AND m.id IN (SELECT unnest($2::uuid[]) UNION SELECT p.id FROM messaging.message AS p WHERE p.channel = $1 AND p.provider_id = ANY($3::text[]))
   ORDER BY m.id FOR NO KEY UPDATE`);

/** Whatever batch it is in is not asked about it any more. What reached nobody counts against no cap. */
export const setTold = statement<never, [id: string, state: string, reason: string | null, providerId: string | null, sentAt: Date, deliveredAt: Date | null, openedAt: Date | null]>('messaging.set-told', `
  UPDATE messaging.message SET state = $2, reason = $3, provider_id = $4, sent_at = $5, delivered_at = $6, opened_at = $7, batch_id = NULL,
      claimed_at = CASE WHEN $2 = 'FAILED' THEN NULL ELSE coalesce(claimed_at, platform.current_now()) END
   WHERE id = $1`);
