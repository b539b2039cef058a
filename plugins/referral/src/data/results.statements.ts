import { statement } from '@regulars/plugin-sdk';

export interface ResultsRow {
  readonly links: number;
  readonly clicks: number;
  readonly joins: number;
  readonly joins_by_click: number;
  readonly qualified: number;
  readonly rewarded: number;
  readonly orders: number;
  /** bigint as text */
  readonly net: string;
  readonly pending: number;
  readonly in_review: number;
  readonly rejected: number;
}

/** Of edges that were not dropped: who came, who bought, for whom something was given, and what they spent from then on. */
const OF_EDGES = `
    SELECT count(*)::int AS joins, (count(*) FILTER (WHERE e.source = 'CLICK'))::int AS joins_by_click, (count(*) FILTER (WHERE e.state = 'QUALIFIED'))::int AS qualified,
      (count(*) FILTER (WHERE gave.given))::int AS rewarded, coalesce(sum(bought.orders), 0)::int AS orders, coalesce(sum(bought.net), 0)::text AS net,
      coalesce(sum(gave.pending), 0)::int AS pending, coalesce(sum(gave.in_review), 0)::int AS in_review, coalesce(sum(gave.rejected), 0)::int AS rejected
      FROM referral.edge AS e
      CROSS JOIN LATERAL (
        SELECT coalesce(bool_or(r.paid > 0), false) AS given, count(*) FILTER (WHERE r.state = 'PENDING') AS pending, count(*) FILTER (WHERE r.state = 'REVIEW') AS in_review,
          count(*) FILTER (WHERE r.state = 'REJECTED') AS rejected FROM referral.reward AS r WHERE r.edge_id = e.id) AS gave
      CROSS JOIN LATERAL (SELECT count(*) AS orders, sum(f.net) AS net FROM "order".order_fact AS f WHERE f.member_id = e.referee_id AND f.counts AND f.placed_at >= e.bound_at) AS bought
     WHERE e.state <> 'DROPPED'`;

export const programResults = statement<ResultsRow & { readonly program_id: string }, [programIds: readonly string[]]>('referral.program-results', `
  SELECT p.id AS program_id, l.links, l.clicks, e.* FROM referral.program AS p
   CROSS JOIN LATERAL (SELECT count(*)::int AS links, coalesce(sum(l.clicks), 0)::int AS clicks FROM referral.link AS l WHERE l.program_id = p.id) AS l
   CROSS JOIN LATERAL (${OF_EDGES} AND e.program_id = p.id) AS e
   WHERE p.id = ANY($1::uuid[])`);

/** Those with links, who brought most first. */
export const referrerResults = statement<ResultsRow & { readonly member_id: string }, [programId: string, limit: number]>('referral.referrer-results', `
  SELECT l.member_id, l.links, l.clicks, e.* FROM (
      SELECT l.member_id, count(*)::int AS links, sum(l.clicks)::int AS clicks,
        (SELECT count(*) FROM referral.edge AS o WHERE o.referrer_id = l.member_id AND o.program_id = $1 AND o.state <> 'DROPPED') AS brought
        FROM referral.link AS l WHERE l.program_id = $1 GROUP BY l.member_id ORDER BY brought DESC, clicks DESC, l.member_id LIMIT $2) AS l
   CROSS JOIN LATERAL (${OF_EDGES} AND e.program_id = $1 AND e.referrer_id = l.member_id) AS e
   ORDER BY l.brought DESC, l.clicks DESC, l.member_id`);

export interface RetentionRow {
  readonly program_id: string;
  readonly days: number;
  readonly friends: number;
  readonly returned: number;
}

/** Of friends who first bought so many days ago or longer: how many bought again within these days. */
export const programRetention = statement<RetentionRow, [programIds: readonly string[], days: readonly number[]]>('referral.program-retention', `
  SELECT e.program_id, d.days, count(*)::int AS friends, (count(*) FILTER (WHERE EXISTS (
      SELECT FROM "order".order_fact AS f WHERE f.member_id = e.referee_id AND f.counts AND f.placed_at > e.qualified_at AND f.placed_at <= e.qualified_at + make_interval(days => d.days))))::int AS returned
    FROM referral.edge AS e CROSS JOIN unnest($2::int[]) AS d(days)
   WHERE e.program_id = ANY($1::uuid[]) AND e.state = 'QUALIFIED' AND e.qualified_at <= platform.current_now() - make_interval(days => d.days)
   GROUP BY e.program_id, d.days`);
