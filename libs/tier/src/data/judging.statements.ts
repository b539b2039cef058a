import { type Statement, statement } from '@regulars/plugin-sdk';

/** Instants are milliseconds since 1970, dates days since then. */
export type StoredStanding = readonly [
  from: number, programId: string, tierCode: string, state: string, reason: string, since: number, until: number | null,
  countAfter: number | null, basisAfter: number | null, causeOrderId: string | null, memory: unknown, nextJudgeAt: number | null,
];

export type StoredAct = readonly [at: number, id: string, kind: 'SET' | 'UNLOCK', tierCode: string | null, until: number | null, locks: boolean];

/** Settled orders summed by day, column by column; what no rule looks at is left out. */
export interface SettledColumns {
  readonly day: readonly (number | null)[];
  /** When the last of them was placed. */
  readonly at?: readonly number[];
  readonly spend?: readonly string[];
  readonly orders?: readonly number[];
  readonly visits?: readonly number[];
  readonly single?: readonly string[];
  readonly points?: readonly string[];
  /** The same before refunds. */
  readonly first_spend?: readonly string[];
  readonly first_orders?: readonly number[];
  readonly first_visits?: readonly number[];
  readonly first_single?: readonly string[];
}

/** One order that has not settled before judging begins. */
export type OpenRow = readonly [day: number, at: number, orderId: string, net: string, firstNet: string, laterAt: number, points: string];

/** Everything that judging one member looks at. */
export interface CaseRow {
  readonly member_id: string;
  readonly status: string;
  readonly joined_at: Date;
  readonly from_at: Date;
  /** The standing just before `from_at`; null: the base tier. */
  readonly earlier: StoredStanding | null;
  /** The standings that begin from `from_at` on. */
  readonly later: readonly StoredStanding[] | null;
  readonly acts: readonly StoredAct[] | null;
  /** `occasion/occurrence` of gifts had; null unless wanted. */
  readonly gifts: readonly string[] | null;
  readonly settled: SettledColumns | null;
  readonly open: readonly OpenRow[] | null;
}

/** Which metrics some rule names, and how it looks at them. */
export interface FactsWanted {
  readonly spend: boolean;
  /** Orders and visits. */
  readonly counts: boolean;
  readonly single: boolean;
  readonly points: boolean;
  /** Some rule counts without end, or from an instant on: what lies before every window is summed up too. */
  readonly lifetime: boolean;
  /** Some rule passes over refunds. */
  readonly beforeRefunds: boolean;
}

type Values = [
  memberIds: string, changedAt: string, programId: string, activatedAt: Date,
  /** How far back the longest window reaches. */
  days: number,
  /** The window that a tier was granted on is looked through again. */
  granted: boolean,
  gifts: boolean,
];

const ms = (sql: string): string => `(date_part('epoch', ${sql}) * 1000)::bigint`;
const standing = (p: string): string =>
  `json_build_array(${ms(`${p}.from_at`)}, ${p}.program_id, ${p}.tier_code, ${p}.state, ${p}.reason, ${ms(`${p}.since`)}, ${ms(`${p}.until_at`)},
    ${ms(`${p}.count_after`)}, ${ms(`${p}.basis_after`)}, ${p}.cause_order_id, ${p}.memory, ${ms(`${p}.next_judge_at`)})`;

/**
 * Judging begins for each member when its facts changed, or earlier when a due judgement is still to come or another
 * program was live when the member was judged last; never before joining and going live.
 *
 * Judging knows milliseconds; finer joining times would make it begin a little after the rows it has written.
 *
 * Each part is looked up member by member (LATERAL with LIMIT or OFFSET): during a first import the planner knows
 * nothing of the tables yet, and would join them whole.
 */
const ASKED = `
  FROM unnest($1::uuid[], $2::timestamptz[]) AS a(member_id, changed_at)
  CROSS JOIN LATERAL (
    SELECT m.status, date_trunc('milliseconds', m.joined_at) AS joined_at FROM member.member_public AS m WHERE m.id = a.member_id LIMIT 1
  ) AS m
  LEFT JOIN LATERAL (
    SELECT c.next_judge_at, c.program_id FROM tier.membership AS c WHERE c.member_id = a.member_id AND c.to_at IS NULL LIMIT 1
  ) AS c ON true
  CROSS JOIN LATERAL (
    SELECT greatest(least(a.changed_at, c.next_judge_at, CASE WHEN c.program_id <> $3::uuid THEN $4::timestamptz END), m.joined_at, $4::timestamptz) AS from_at OFFSET 0
  ) AS s
  LEFT JOIN LATERAL (
    SELECT p.* FROM tier.membership AS p WHERE c.program_id IS NOT NULL AND p.member_id = a.member_id AND p.from_at < s.from_at ORDER BY p.from_at DESC LIMIT 1
  ) AS e ON true`;

/** What an order counted for, from `placed_at` to `updated_at` and from then on. */
const COURSE = `
  CASE WHEN o.counts THEN o.net ELSE 0 END AS later,
  CASE WHEN o.status = 'PLACED' THEN 0 WHEN o.updated_at > o.placed_at THEN o.net_before_refunds WHEN o.counts THEN o.net ELSE 0 END AS first`;

/** SQL of each column of `SettledColumns` that is wanted, over the groups of settled orders. */
function settledColumns({ spend, counts, single, points, lifetime, beforeRefunds }: FactsWanted): Record<string, string> {
  const sums = (amount: string, prefix: string): Record<string, string> => ({
    ...(spend && { [`${prefix}spend`]: `sum(${amount})::text` }),
    ...(counts && { [`${prefix}orders`]: `count(*) FILTER (WHERE ${amount} > 0)` }),
    ...(counts && lifetime && { [`${prefix}visits`]: `CASE WHEN day IS NULL THEN count(DISTINCT business_date) FILTER (WHERE ${amount} > 0) ELSE 0 END` }),
    ...(single && { [`${prefix}single`]: `max(${amount})::text` }),
  });
  return {
    day: 'day',
    ...(lifetime && { at: ms('max(placed_at)') }),
    ...(points && { points: 'sum(points)::text' }),
    ...sums('later', ''),
    ...(beforeRefunds && sums('first', 'first_')),
  };
}

/**
 * What counted for the members, in one statement: settled orders summed by business date (and apart where an instant
 * lies between that rules count after), the others one by one. Mirrors `sum-entries.ts` of the specs.
 */
function caseText(wanted: FactsWanted): string {
  const { points, lifetime, counts } = wanted;
  const columns = settledColumns(wanted);
  const cut = '(o.placed_at > e.count_after IS NOT FALSE)::int + (o.placed_at > e.basis_after IS NOT FALSE)::int';
  // Days are summed without their date where all of a day is in one sum: else it would be several visits.
  const isApart = counts ? `OR bool_or(o.is_open) OVER of_day OR min(${cut}) OVER of_day < max(${cut}) OVER of_day` : '';
  const day = lifetime ? `CASE WHEN o.business_date >= b.since_day ${isApart} THEN o.business_date - DATE '1970-01-01' END` : `o.business_date - DATE '1970-01-01'`;
  return `
  SELECT a.member_id, m.status, m.joined_at, s.from_at,
    CASE WHEN e.member_id IS NOT NULL THEN ${standing('e')} END AS earlier,
    CASE WHEN c.program_id IS NOT NULL THEN
      (SELECT json_agg(${standing('p')} ORDER BY p.from_at) FROM tier.membership AS p WHERE p.member_id = a.member_id AND p.from_at >= s.from_at) END AS later,
    (SELECT json_agg(json_build_array(${ms('t.at')}, t.id, t.kind, t.tier_code, ${ms('t.until_at')}, t.locks) ORDER BY t.at, t.id)
     FROM tier.manual_set AS t WHERE t.member_id = a.member_id AND t.at >= s.from_at) AS acts,
    CASE WHEN $7::boolean THEN (SELECT array_agg(g.occasion || '/' || g.occurrence) FROM tier.gift AS g WHERE g.member_id = a.member_id) END AS gifts,
    f.settled, f.open
  ${ASKED}
  CROSS JOIN LATERAL (
    SELECT (least(s.from_at, CASE WHEN $6::boolean THEN e.count_after END) AT TIME ZONE 'UTC')::date - $5::int - 2 AS since_day OFFSET 0
  ) AS b
  CROSS JOIN LATERAL (
    SELECT
      CASE WHEN bool_or(NOT is_open) THEN json_build_object(${Object.keys(columns).map((name) => `'${name}', json_agg("${name}" ORDER BY place) FILTER (WHERE NOT is_open)`).join(', ')}) END AS settled,
      json_agg(entry ORDER BY place, order_id) FILTER (WHERE is_open) AS open
    FROM (
      SELECT is_open, order_id, max(placed_at) AS place, ${Object.entries(columns).map(([name, sql]) => `${sql} AS "${name}"`).join(', ')},
        CASE WHEN is_open THEN json_build_array(max(business_date) - DATE '1970-01-01', ${ms('max(placed_at)')}, order_id,
          max(later)::text, max(first)::text, ${ms('max(updated_at)')}, ${points ? 'max(points)::text' : `'0'`}) END AS entry
      FROM (
        SELECT ${day} AS day, o.business_date, o.placed_at, o.updated_at, o.later, o.first, o.is_open, CASE WHEN o.is_open THEN o.order_id END AS order_id,
          ${cut} AS cut
          ${points ? ', coalesce(p.points, 0) AS points' : ''}
        FROM (
          SELECT o.*, o.placed_at >= s.from_at OR (o.updated_at >= s.from_at AND o.first <> o.later) AS is_open
          FROM (
            SELECT o.order_id, o.business_date, o.placed_at, o.updated_at, ${COURSE}
            FROM "order".order_fact AS o WHERE o.member_id = a.member_id ${lifetime ? '' : 'AND o.business_date >= b.since_day'} OFFSET 0
          ) AS o
        ) AS o
        ${points ? 'LEFT JOIN LATERAL (SELECT p.points FROM points.accrual_fact AS p WHERE p.order_id = o.order_id LIMIT 1) AS p ON true' : ''}
        ${lifetime && counts ? 'WINDOW of_day AS (PARTITION BY o.business_date)' : ''}
      ) AS o
      GROUP BY day, cut, is_open, order_id
    ) AS sums
  ) AS f`;
}

const variants = new Map<string, (...values: Values) => Statement<CaseRow>>();

/** The statement that reads what a program's rules look at, and no more. */
export function casesOf(wanted: FactsWanted): (...values: Values) => Statement<CaseRow> {
  const key = ['tier.cases', ...Object.entries(wanted).flatMap(([name, isWanted]) => (isWanted ? [name] : []))].join('-');
  let found = variants.get(key);
  if (!found) variants.set(key, (found = statement<CaseRow, Values>(key, caseText(wanted), { acrossStores: true })));
  return found;
}
