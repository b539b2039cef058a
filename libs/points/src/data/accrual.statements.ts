import { CURRENT_BRAND, instantArray, type JsonObject, plainArray, rowsOf, type Statement, statement, textArray } from '@regulars/plugin-sdk';
import type { LotRow } from './ledger.statements';

/** What was pinned when the order was first accepted for a member. */
export interface PinsJson {
  /** Version of the settings. */
  readonly settings: number;
  /** Uuids of the rule versions that were live at `placedAt`. */
  readonly rules: readonly string[];
  /** By the member's uuid. */
  readonly members: Readonly<Record<string, MemberPinJson>>;
}

export interface MemberPinJson {
  readonly at: string;
  readonly status: string;
  readonly factors: readonly { readonly source: string; readonly code: string; readonly label: string; readonly multiplierBp: number }[];
}

export interface AccrualRow {
  readonly order_id: string;
  readonly member_id: string | null;
  readonly source: string;
  readonly external_id: string;
  readonly placed_at: Date;
  readonly business_date: string;
  readonly points: number;
  readonly points_without_visits: number;
  readonly visits: readonly (readonly [ruleId: string, points: number])[] | null;
  readonly pins: PinsJson;
}

const FIELDS = 'order_id, member_id, source, external_id, placed_at, business_date, points, points_without_visits, visits, pins';

export const accrualsOfOrders = statement<AccrualRow, [orderIds: readonly string[]]>(
  'points.accruals-of-orders',
  `SELECT ${FIELDS} FROM points.accrual WHERE order_id = ANY($1)`,
);

export interface ExplainedAccrualRow extends AccrualRow {
  readonly explanation: JsonObject;
}

const explained = FIELDS.split(', ').map((field) => `a.${field}`).join(', ');

const siblings = statement<ExplainedAccrualRow, [memberIds: string, dates: string]>(
  'points.visit-siblings',
  `SELECT ${explained}, coalesce(a.explanation, e.explanation) AS explanation
   FROM (SELECT DISTINCT * FROM unnest($1::uuid[], $2::date[]) AS r(member_id, business_date)) AS day
   JOIN points.accrual AS a ON a.member_id = day.member_id AND a.business_date = day.business_date AND a.visits IS NOT NULL
   LEFT JOIN points.entry AS e ON e.id = a.explained_by`,
);

const siblingLots = statement<LotRow, [memberIds: string, dates: string]>(
  'points.visit-sibling-lots',
  `SELECT l.id, l.member_id, l.order_id, l.quantity, l.reversed, l.spent, l.claimed, l.expired, l.written_off, l.claim_limit,
     l.earned_at, l.active_at, l.expires_at, l.expires_on, l.inactivity_months, l.kept_until
   FROM (SELECT DISTINCT * FROM unnest($1::uuid[], $2::date[]) AS r(member_id, business_date)) AS day
   JOIN points.accrual AS a ON a.member_id = day.member_id AND a.business_date = day.business_date AND a.visits IS NOT NULL
   JOIN points.lot AS l ON l.order_id = a.order_id`,
);

export interface MemberDay {
  readonly memberId: string;
  readonly date: string;
}

const dayArrays = (days: readonly MemberDay[]): [string, string] => [plainArray(days.map((day) => day.memberId)), plainArray(days.map((day) => day.date))];

/** Orders of these members and days that a visit rule fits. */
export const visitSiblings = (days: readonly MemberDay[]): Statement<ExplainedAccrualRow> => siblings(...dayArrays(days));
export const visitSiblingLots = (days: readonly MemberDay[]): Statement<LotRow> => siblingLots(...dayArrays(days));

export interface WrittenAccrual {
  readonly order_id: string;
  readonly member_id: string | null;
  readonly source: string;
  readonly external_id: string;
  readonly placed_at: Date;
  readonly business_date: string;
  readonly points: number;
  readonly points_without_visits: number;
  readonly visits: AccrualRow['visits'];
  readonly pins: PinsJson;
  readonly explanation: unknown;
  readonly explained_by: string | null;
}

const PLAIN = 'order_id, member_id, source, external_id, placed_at, business_date, points, points_without_visits, explained_by';
const WRITTEN = `brand_id, ${PLAIN}, visits, pins, explanation`;

const upsertRows = statement<never, string[]>(
  'points.upsert-accruals',
  // The brand is asked for once: as the column's default it would be asked for each row.
  `INSERT INTO points.accrual (${WRITTEN})
   SELECT ${CURRENT_BRAND}, ${PLAIN}, nullif(visits, 'null'), pins, nullif(explanation, 'null')
   FROM ${rowsOf(`order_id uuid, member_id uuid, source text, external_id text, placed_at timestamptz, business_date date, points int,
     points_without_visits int, explained_by uuid, visits json, pins json, explanation json`)}
   ON CONFLICT (brand_id, order_id) DO UPDATE SET member_id = excluded.member_id, placed_at = excluded.placed_at, business_date = excluded.business_date,
     points = excluded.points, points_without_visits = excluded.points_without_visits, visits = excluded.visits, pins = excluded.pins,
     explanation = excluded.explanation, explained_by = excluded.explained_by`,
);

export const upsertAccruals = (rows: readonly WrittenAccrual[]): Statement<never> => upsertRows(
  plainArray(rows.map((row) => row.order_id)),
  plainArray(rows.map((row) => row.member_id)),
  textArray(rows.map((row) => row.source)),
  textArray(rows.map((row) => row.external_id)),
  instantArray(rows.map((row) => row.placed_at)),
  plainArray(rows.map((row) => row.business_date)),
  plainArray(rows.map((row) => row.points)),
  plainArray(rows.map((row) => row.points_without_visits)),
  plainArray(rows.map((row) => row.explained_by)),
  JSON.stringify(rows.map((row) => row.visits)),
  JSON.stringify(rows.map((row) => row.pins)),
  JSON.stringify(rows.map((row) => row.explanation)),
);

export interface EffectRow {
  readonly order_id: string;
  readonly points: number;
  readonly explanation: JsonObject;
}

/** What orders give as they stand. */
export const effectsOfOrders = statement<EffectRow, [orderIds: readonly string[]]>(
  'points.effects-of-orders',
  `SELECT a.order_id, a.points, coalesce(a.explanation, e.explanation) AS explanation
   FROM points.accrual AS a LEFT JOIN points.entry AS e ON e.id = a.explained_by
   WHERE a.order_id = ANY($1) AND a.member_id IS NOT NULL`,
);

/** What an order gives, and from when on that can be spent. */
export const pointsOfOrder = statement<{ points: number; active_at: Date | null }, [orderId: string]>(
  'points.of-order',
  `SELECT sum(l.quantity - l.reversed)::int AS points, max(l.active_at) AS active_at FROM points.lot AS l WHERE l.order_id = $1`,
);
