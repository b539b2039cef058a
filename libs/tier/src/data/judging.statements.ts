import { type Statement, statement } from '@regulars/plugin-sdk';

/**
 * Where judging begins for each member: when its facts changed, or earlier when a due judgement is still to come or
 * the program was not the live one yet when the member was judged last; never before joining and going live.
 */
const ASKED = `
  asked AS MATERIALIZED (
    SELECT a.member_id, m.joined_at, m.status,
      greatest(least(a.changed_at, c.next_judge_at, CASE WHEN c.program_id <> $3::uuid THEN $4::timestamptz END), m.joined_at, $4::timestamptz) AS from_at
    FROM unnest($1::uuid[], $2::timestamptz[]) AS a(member_id, changed_at)
    JOIN member.member_public AS m ON m.id = a.member_id
    LEFT JOIN tier.membership AS c ON c.member_id = a.member_id AND c.to_at IS NULL
  )`;

type Asked = [memberIds: string, changedAt: string, programId: string, activatedAt: Date];

/** A row of tier.membership as JSON gives it: instants are texts. */
export interface StoredStanding {
  readonly from_at: string;
  readonly to_at: string | null;
  readonly program_id: string;
  readonly tier_code: string;
  readonly state: string;
  readonly reason: string;
  readonly since: string;
  readonly until_at: string | null;
  readonly count_after: string | null;
  readonly basis_after: string | null;
  readonly cause_order_id: string | null;
  readonly memory: unknown;
  readonly next_judge_at: string | null;
}

export interface StoredAct {
  readonly id: string;
  readonly at: string;
  readonly kind: 'SET' | 'UNLOCK';
  readonly tier_code: string | null;
  readonly until_at: string | null;
  readonly locks: boolean;
}

export interface StandingRow {
  readonly member_id: string;
  readonly status: string;
  readonly joined_at: Date;
  readonly from_at: Date;
  /** The standing just before `from_at`; null: the base tier. */
  readonly earlier: StoredStanding | null;
  /** The standings that begin from `from_at` on. */
  readonly later: readonly StoredStanding[] | null;
  readonly acts: readonly StoredAct[] | null;
  /** `occasion/occurrence` of gifts had. */
  readonly gifts: readonly string[] | null;
}

export const standingsForJudging = statement<StandingRow, Asked>(
  'tier.standings-for-judging',
  `WITH ${ASKED}
   SELECT s.member_id, s.status, s.joined_at, s.from_at,
     (SELECT to_jsonb(p) FROM tier.membership AS p WHERE p.member_id = s.member_id AND p.from_at < s.from_at ORDER BY p.from_at DESC LIMIT 1) AS earlier,
     (SELECT jsonb_agg(to_jsonb(p) ORDER BY p.from_at) FROM tier.membership AS p WHERE p.member_id = s.member_id AND p.from_at >= s.from_at) AS later,
     (SELECT jsonb_agg(to_jsonb(t) ORDER BY t.at, t.id) FROM tier.manual_set AS t WHERE t.member_id = s.member_id AND t.at >= s.from_at) AS acts,
     (SELECT array_agg(g.occasion || '/' || g.occurrence) FROM tier.gift AS g WHERE g.member_id = s.member_id) AS gifts
   FROM asked AS s`,
);

/** `[day, at, order, spend, orders, single, visits, points, laterAt, [spend, orders, single, visits] before refunds]` */
export type FactRow = readonly [
  day: number | null, at: number, orderId: string | null, spend: string, orders: number, single: string, visits: number, points: string,
  laterAt: number | null, first: readonly [spend: string, orders: number, single: string, visits: number] | null,
];

export interface FactsRow {
  readonly member_id: string;
  readonly facts: readonly FactRow[];
}

export interface FactsWanted {
  /** A rule counts the points orders gave. */
  readonly points: boolean;
  /** A rule counts without end: what lies before every window is summed up too. */
  readonly lifetime: boolean;
}

/** `days`: how far back the longest window reaches; `granted`: the window a tier was granted on is wanted as well. */
type Wanted = [...Asked, days: number, granted: boolean];

/**
 * What counted for the members, in one statement: settled orders summed by business date (and apart where an instant
 * lies between that rules count after), the rest one by one. Mirrors `sum-entries.ts` of the specs.
 */
const factsText = ({ points, lifetime }: FactsWanted): string => `
  WITH ${ASKED},
  started AS MATERIALIZED (
    SELECT s.member_id, s.from_at, coalesce(p.count_after, '-infinity') AS count_after, coalesce(p.basis_after, '-infinity') AS basis_after,
      (least(s.from_at, CASE WHEN $6::boolean THEN p.count_after END) AT TIME ZONE 'UTC')::date - $5::int - 2 AS since_day
    FROM asked AS s
    LEFT JOIN LATERAL (
      SELECT count_after, basis_after FROM tier.membership AS p WHERE p.member_id = s.member_id AND p.from_at < s.from_at ORDER BY p.from_at DESC LIMIT 1
    ) AS p ON true
  ),
  course AS (
    SELECT s.member_id, o.order_id, o.business_date, o.placed_at, o.updated_at, c.first, c.later,
      ${lifetime ? 'CASE WHEN o.business_date >= s.since_day THEN o.business_date END' : 'o.business_date'} AS day,
      (o.placed_at > s.count_after)::int + (o.placed_at > s.basis_after)::int AS cut,
      o.placed_at >= s.from_at OR (o.updated_at >= s.from_at AND c.first <> c.later) AS apart
      ${points ? ', coalesce(a.points, 0) AS points' : ''}
    FROM started AS s
    JOIN "order".order_fact AS o ON o.member_id = s.member_id ${lifetime ? '' : 'AND o.business_date >= s.since_day'}
    ${points ? 'LEFT JOIN points.accrual_fact AS a ON a.order_id = o.order_id' : ''}
    CROSS JOIN LATERAL (SELECT
      CASE WHEN o.counts THEN o.net ELSE 0 END AS later,
      CASE WHEN o.status = 'PLACED' THEN 0 WHEN o.counts AND o.updated_at <= o.placed_at THEN o.net WHEN o.updated_at <= o.placed_at THEN 0 ELSE o.net_before_refunds END AS first
    ) AS c
  ),
  sums AS (
    SELECT member_id, day, max(placed_at) AS at, CASE WHEN apart THEN order_id END AS order_id,
      sum(later) AS spend, count(*) FILTER (WHERE later > 0) AS orders, max(later) AS single,
      ${lifetime ? 'CASE WHEN day IS NULL THEN count(DISTINCT business_date) FILTER (WHERE later > 0) ELSE 0 END' : '0'} AS visits,
      ${points ? 'sum(points)' : '0'} AS points,
      CASE WHEN apart THEN max(updated_at) END AS later_at,
      sum(first) AS first_spend, count(*) FILTER (WHERE first > 0) AS first_orders, max(first) AS first_single,
      ${lifetime ? 'CASE WHEN day IS NULL THEN count(DISTINCT business_date) FILTER (WHERE first > 0) ELSE 0 END' : '0'} AS first_visits
    FROM course
    GROUP BY member_id, day, cut, apart, CASE WHEN apart THEN order_id END
  )
  SELECT member_id, json_agg(json_build_array(
    day - DATE '1970-01-01', (date_part('epoch', at) * 1000)::bigint, order_id, spend::text, orders, single::text, visits, points::text,
    (date_part('epoch', later_at) * 1000)::bigint,
    CASE WHEN first_spend <> spend THEN json_build_array(first_spend::text, first_orders, first_single::text, first_visits) END
  ) ORDER BY at, order_id) AS facts
  FROM sums GROUP BY member_id`;

const variants = new Map(
  [false, true].flatMap((points) => [false, true].map((lifetime) => {
    const name = `tier.facts${points ? '-points' : ''}${lifetime ? '-lifetime' : ''}`;
    return [`${points}/${lifetime}`, statement<FactsRow, Wanted>(name, factsText({ points, lifetime }))] as const;
  })),
);

/** The statement that reads what a program's rules look at, and no more. */
export function factsOf(wanted: FactsWanted): (...values: Wanted) => Statement<FactsRow> {
  const found = variants.get(`${wanted.points}/${wanted.lifetime}`);
  if (!found) throw new Error('There is a statement for each variant');
  return found;
}
