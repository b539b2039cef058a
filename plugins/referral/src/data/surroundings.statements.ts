import { statement } from '@regulars/plugin-sdk';

/** More than so many of a kind say nothing more. */
const MOST = 300;
const ACROSS = { acrossStores: true } as const;

export interface AskedRow {
  readonly id: string;
  readonly program_id: string;
  readonly version: number;
  readonly referrer_id: string;
  readonly referee_id: string;
  readonly was_member: boolean;
  readonly is_returned_favour: boolean;
  /** Edges of the circle, this one perhaps among them. */
  readonly around: readonly string[];
}

/** Each with who stands around it: all whom the same member brought, and who was bound from the same network in these 30 days, or from the same device. */
export const askedEdges = statement<AskedRow, [ids: readonly string[]]>('referral.asked-edges', `
  SELECT e.id, e.program_id, e.version, e.referrer_id, e.referee_id, around.ids AS around,
    EXISTS (SELECT FROM member.returned_member AS b WHERE b.member_id = e.referee_id) AS was_member,
    EXISTS (SELECT FROM referral.edge AS o WHERE o.referee_id = e.referrer_id AND o.referrer_id = e.referee_id AND o.program_id <> e.program_id AND o.state <> 'DROPPED') AS is_returned_favour
  FROM referral.edge AS e
  LEFT JOIN referral.sighting AS s ON s.edge_id = e.id
  CROSS JOIN LATERAL (SELECT coalesce(array_agg(near.id), '{}') AS ids FROM (
    (SELECT o.id FROM referral.edge AS o WHERE o.referrer_id = e.referrer_id AND o.program_id = e.program_id AND o.state <> 'DROPPED' ORDER BY o.id DESC LIMIT ${String(MOST)})
    UNION (SELECT o.id FROM referral.sighting AS n JOIN referral.edge AS o ON o.id = n.edge_id AND o.program_id = e.program_id AND o.state <> 'DROPPED'
            WHERE n.network = s.network AND n.edge_id IS NOT NULL AND n.at BETWEEN e.bound_at - interval '30 days' AND e.bound_at + interval '30 days' ORDER BY n.at DESC LIMIT ${String(MOST)})
    UNION (SELECT o.id FROM referral.sighting AS n JOIN referral.edge AS o ON o.id = n.edge_id AND o.program_id = e.program_id AND o.state <> 'DROPPED'
            WHERE n.device = s.device AND n.edge_id IS NOT NULL ORDER BY n.at DESC LIMIT ${String(MOST)})) AS near) AS around
  WHERE e.id = ANY($1::uuid[])`);

const traitsOf = (memberId: string): string =>
  `ARRAY(SELECT r.kind || ' ' || encode(r.value_index, 'hex') FROM member.resemblance AS r WHERE r.member_id = ${memberId} ORDER BY 1)`;

export interface SeenRow {
  readonly id: string;
  readonly referrer_id: string;
  readonly referee_id: string;
  readonly bound_at: Date;
  readonly joined_at: Date;
  readonly network: string | null;
  readonly device: string | null;
  readonly traits: readonly string[];
  readonly ordered_at: Date | null;
  readonly store_id: string | null;
  /** Minor units, as text. */
  readonly net: string | null;
  readonly refunded_at: Date | null;
  readonly returned_at: Date | null;
}

/**
 * Who was bound, and what they bought: of the orders from then on the first that is worth the least that the edge's program
 * pays for (else the first of all), and when they came again on a later day. `scale`: decimals of the currency.
 */
export const seenEdges = statement<SeenRow, [ids: readonly string[], scale: number]>('referral.seen-edges', `
  SELECT e.id, e.referrer_id, e.referee_id, e.bound_at, m.joined_at, encode(s.network, 'hex') AS network, encode(s.device, 'hex') AS device, ${traitsOf('e.referee_id')} AS traits,
    first.placed_at AS ordered_at, first.store_id, first.net_before_refunds::text AS net,
    CASE WHEN first.status = 'VOIDED' OR first.net * 2 <= first.net_before_refunds THEN first.updated_at END AS refunded_at,
    (SELECT min(o.placed_at) FROM "order".order_fact AS o WHERE o.member_id = e.referee_id AND o.counts AND o.business_date > first.business_date) AS returned_at
  FROM referral.edge AS e
  JOIN member.member_public AS m ON m.id = e.referee_id
  LEFT JOIN referral.sighting AS s ON s.edge_id = e.id
  LEFT JOIN referral.program_version AS v ON v.program_id = e.program_id AND v.version = e.version
  CROSS JOIN LATERAL (
    SELECT coalesce(min((rule ->> 'minNet')::numeric), 0) * 10::numeric ^ $2::int AS net FROM jsonb_array_elements(v.rules -> 'rules') AS rule WHERE rule ->> 'on' <> 'JOIN') AS least
  LEFT JOIN LATERAL (
    SELECT o.* FROM "order".order_fact AS o
     WHERE o.member_id = e.referee_id AND o.placed_at >= e.bound_at AND o.status <> 'PLACED' AND o.net_before_refunds > 0
     ORDER BY o.net_before_refunds < least.net, o.business_date, o.placed_at, o.order_id LIMIT 1) AS first ON true
  WHERE e.id = ANY($1::uuid[])`, ACROSS);

export interface ReferrerRow {
  readonly id: string;
  readonly joined_at: Date;
  readonly networks: readonly string[];
  readonly devices: readonly string[];
  readonly traits: readonly string[];
  readonly first_order_at: Date | null;
}

const seenFrom = (column: 'network' | 'device'): string => `ARRAY(
  SELECT encode(s.${column}, 'hex') FROM referral.sighting AS s WHERE s.member_id = m.id AND s.${column} IS NOT NULL
  UNION SELECT encode(s.${column}, 'hex') FROM referral.edge AS b JOIN referral.sighting AS s ON s.edge_id = b.id WHERE b.referee_id = m.id AND s.${column} IS NOT NULL)`;

export const seenReferrers = statement<ReferrerRow, [memberIds: readonly string[]]>('referral.seen-referrers', `
  SELECT m.id, m.joined_at, ${seenFrom('network')} AS networks, ${seenFrom('device')} AS devices, ${traitsOf('m.id')} AS traits,
    (SELECT min(o.placed_at) FROM "order".order_fact AS o WHERE o.member_id = m.id AND o.counts) AS first_order_at
  FROM member.member_public AS m WHERE m.id = ANY($1::uuid[])`, ACROSS);

export interface AncestorRow {
  readonly edge_id: string;
  /** Who brought the one below. */
  readonly member_id: string;
  /** When the one below was bound. */
  readonly bound_at: Date;
}

/** Above the referrer of each, the nearest first. */
export const ancestorsOf = statement<AncestorRow, [ids: readonly string[]]>('referral.ancestors-of', `
  WITH RECURSIVE up AS (
    SELECT a.id AS edge_id, a.program_id, e.referrer_id AS member_id, e.bound_at, 1 AS depth FROM referral.edge AS a
      JOIN referral.edge AS e ON e.program_id = a.program_id AND e.referee_id = a.referrer_id AND e.state <> 'DROPPED' WHERE a.id = ANY($1::uuid[])
    UNION ALL SELECT up.edge_id, up.program_id, e.referrer_id, e.bound_at, up.depth + 1 FROM up
      JOIN referral.edge AS e ON e.program_id = up.program_id AND e.referee_id = up.member_id AND e.state <> 'DROPPED' WHERE up.depth < 50)
  SELECT edge_id, member_id, bound_at FROM up ORDER BY edge_id, depth`);
