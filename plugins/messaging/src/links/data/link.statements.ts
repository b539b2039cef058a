import { statement } from '@regulars/plugin-sdk';

export interface LinkRow {
  readonly template_id: string;
  readonly template_version: number;
  readonly place: number;
  readonly url: string;
}

export const linksOfVersions = statement<LinkRow, [templateIds: readonly string[], versions: readonly number[]]>('messaging.links-of-versions', `
  SELECT l.template_id, l.template_version, l.place, l.url
    FROM unnest($1::uuid[], $2::int[]) AS v (template_id, template_version)
    JOIN messaging.link AS l ON l.template_id = v.template_id AND l.template_version = v.template_version
   ORDER BY l.template_id, l.template_version, l.place`);

/** JSON of `LinkRow`s. In their order: two who write the same ones wait for each other, and not in a circle. */
export const insertLinks = statement<never, [json: string]>('messaging.insert-links', `
  INSERT INTO messaging.link (template_id, template_version, place, url)
  SELECT r.template_id, r.template_version, r.place, r.url
    FROM jsonb_to_recordset($1::jsonb) AS r (template_id uuid, template_version int, place int, url text)
   ORDER BY r.template_id, r.template_version, r.place
  ON CONFLICT (brand_id, template_id, template_version, place) DO NOTHING`);

export interface TargetRow {
  readonly url: string;
  /** It was opened before. */
  readonly counted: boolean;
}

export const linkTarget = statement<TargetRow, [messageId: string, place: number]>('messaging.link-target', `
  SELECT l.url, EXISTS (SELECT FROM messaging.click AS c WHERE c.message_id = m.id AND c.place = l.place) AS counted
    FROM messaging.message AS m
    JOIN messaging.link AS l ON l.template_id = m.template_id AND l.template_version = m.template_version AND l.place = $2
   WHERE m.id = $1`);

export interface ClickedRow {
  readonly member_id: string;
  readonly channel: string;
  readonly broadcast_id: string | null;
}

/**
 * Counts a click of a link, once; answers with the message only when it is its first. One that the provider has taken
 * may be opened before we have heard that it has: `settleSent` minds it.
 */
export const countClick = statement<ClickedRow, [messageId: string, place: number]>('messaging.count-click', `
  WITH click AS (INSERT INTO messaging.click (message_id, place) VALUES ($1, $2) ON CONFLICT (brand_id, message_id, place) DO NOTHING RETURNING message_id)
  UPDATE messaging.message AS m
     SET clicked_at = platform.current_now(), state = CASE WHEN m.state IN ('SENT', 'DELIVERED', 'OPENED') THEN 'CLICKED' ELSE m.state END
    FROM click WHERE m.id = click.message_id AND m.clicked_at IS NULL
  RETURNING m.member_id, m.channel, m.broadcast_id`);
