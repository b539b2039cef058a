import { type Statement, statement } from '@regulars/plugin-sdk';

export interface ResultsRow {
  readonly id: string;
  readonly sent: number;
  readonly delivered: number;
  readonly opened: number;
  readonly clicked: number;
  readonly converted: number;
  readonly revenue: bigint;
}

/** @param of what they are counted by, of `m` */
const results = (name: string, of: string) => statement<ResultsRow, [ids: readonly string[]]>(`messaging.results-of-${name}`, `
  SELECT ${of} AS id,
         count(*) FILTER (WHERE m.state IN ('SENT', 'DELIVERED', 'OPENED', 'CLICKED'))::int AS sent,
         count(*) FILTER (WHERE m.state IN ('DELIVERED', 'OPENED', 'CLICKED'))::int AS delivered,
         count(*) FILTER (WHERE m.state IN ('OPENED', 'CLICKED'))::int AS opened,
         count(m.clicked_at)::int AS clicked,
         count(*) FILTER (WHERE k.amount > 0)::int AS converted,
         coalesce(sum(k.amount), 0)::bigint AS revenue
    FROM messaging.message AS m
    LEFT JOIN (
      SELECT c.message_id, sum(c.amount) AS amount FROM messaging.conversion AS c
       WHERE c.message_id IN (SELECT m.id FROM messaging.message AS m WHERE ${of} = ANY($1::uuid[]) AND m.clicked_at IS NOT NULL)
       GROUP BY c.message_id) AS k ON k.message_id = m.id
   WHERE ${of} = ANY($1::uuid[]) GROUP BY ${of}`);

export const resultsOfBroadcasts: (ids: readonly string[]) => Statement<ResultsRow> = results('broadcasts', 'm.broadcast_id');
export const resultsOfMessages: (ids: readonly string[]) => Statement<ResultsRow> = results('messages', 'm.id');

export interface LinkClicksRow {
  readonly broadcast_id: string;
  readonly url: string;
  readonly clicks: number;
}

/** Also those nobody opened; what stands in several places of a template counts as one. */
export const linkClicks = statement<LinkClicksRow, [broadcastIds: readonly string[]]>('messaging.link-clicks', `
  SELECT b.id AS broadcast_id, l.url, count(c.message_id)::int AS clicks
    FROM messaging.broadcast AS b
    JOIN messaging.link AS l ON l.template_id = b.template_id AND l.template_version = b.template_version
    LEFT JOIN (messaging.message AS m JOIN messaging.click AS c ON c.message_id = m.id) ON m.broadcast_id = b.id AND m.clicked_at IS NOT NULL AND c.place = l.place
   WHERE b.id = ANY($1::uuid[]) GROUP BY b.id, l.place, l.url ORDER BY l.place`);

export interface ClickRow {
  readonly message_id: string;
  readonly url: string;
  readonly at: Date;
}

export const clicksOfMessages = statement<ClickRow, [ids: readonly string[]]>('messaging.clicks-of-messages', `
  SELECT c.message_id, l.url, c.at
    FROM messaging.click AS c
    JOIN messaging.message AS m ON m.id = c.message_id
    JOIN messaging.link AS l ON l.template_id = m.template_id AND l.template_version = m.template_version AND l.place = c.place
   WHERE c.message_id = ANY($1::uuid[]) ORDER BY c.at, c.place`);

export const clicksOfMember = statement<Pick<ClickRow, 'url' | 'at'>, [memberId: string]>('messaging.clicks-of-member', `
  SELECT l.url, c.at
    FROM messaging.message AS m
    JOIN messaging.click AS c ON c.message_id = m.id
    JOIN messaging.link AS l ON l.template_id = m.template_id AND l.template_version = m.template_version AND l.place = c.place
   WHERE m.member_id = $1 AND m.clicked_at IS NOT NULL ORDER BY c.at, c.message_id, c.place`);
