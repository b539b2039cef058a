import { statement } from '@regulars/plugin-sdk';

export interface MessageRow {
  readonly id: string;
  readonly member_id: string;
  readonly channel: string;
  readonly purpose: 'MARKETING' | 'SERVICE';
  readonly template_id: string;
  readonly broadcast_id: string | null;
  readonly trigger: string | null;
  readonly state: 'QUEUED' | 'SENDING' | 'SENT' | 'DELIVERED' | 'OPENED' | 'CLICKED' | 'FAILED' | 'SUPPRESSED';
  readonly reason: string | null;
  readonly queued_at: Date;
  readonly due_at: Date;
  readonly sent_at: Date | null;
  readonly delivered_at: Date | null;
  readonly opened_at: Date | null;
  readonly clicked_at: Date | null;
}

export const MESSAGE_COLUMNS = 'm.id, m.member_id, m.channel, m.purpose, m.template_id, m.broadcast_id, m.trigger, m.state, m.reason, m.queued_at, m.due_at, m.sent_at, m.delivered_at, m.opened_at, m.clicked_at';

export const messagesByIds = statement<MessageRow, [ids: readonly string[]]>('messaging.messages-by-ids', `SELECT ${MESSAGE_COLUMNS} FROM messaging.message AS m WHERE m.id = ANY($1::uuid[])`);

export interface NewMessage {
  readonly id: string;
  readonly member_id: string;
  readonly channel: string;
  readonly template_id: string;
  readonly trigger: string;
  readonly cause: string;
  readonly data: object | null;
  readonly due_at: Date;
  readonly expires_at: Date;
}

/** JSON of `NewMessage`s, of templates that are in use. What answers the same cause is there already. */
export const insertMessages = statement<{ id: string; member_id: string }, [json: string]>('messaging.insert-messages', `
  INSERT INTO messaging.message (id, member_id, channel, purpose, template_id, template_version, trigger, cause, data, due_at, expires_at)
  SELECT r.id, coalesce(p.merged_into, p.id), r.channel, t.purpose, t.id, t.version, r.trigger, r.cause, r.data, r.due_at, r.expires_at
    FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, member_id uuid, channel text, template_id uuid, trigger text, cause text, data jsonb, due_at timestamptz, expires_at timestamptz)
    JOIN messaging.template AS t ON t.id = r.template_id AND t.archived_at IS NULL
    JOIN member.member_public AS p ON p.id = r.member_id
  ON CONFLICT ON CONSTRAINT message_cause_unique DO NOTHING RETURNING id, member_id`);
