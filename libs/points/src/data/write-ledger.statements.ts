import { type Statement, statement } from '@regulars/plugin-sdk';
import { instantArray, plainArray } from './array-literal';
import type { LotRow, WalletRow } from './ledger.statements';

const WALLET_FIELDS = 'member_id, total, debt, claimed, written_off, lifetime_earned, entry_count';

const upsertWalletRows = statement<never, string[]>(
  'points.upsert-wallets',
  `INSERT INTO points.wallet AS w (${WALLET_FIELDS})
   SELECT ${WALLET_FIELDS} FROM unnest($1::uuid[], $2::int[], $3::int[], $4::int[], $5::int[], $6::int[], $7::int[]) AS r(${WALLET_FIELDS})
   ON CONFLICT (brand_id, member_id) DO UPDATE SET total = excluded.total, debt = excluded.debt, claimed = excluded.claimed,
     written_off = excluded.written_off, lifetime_earned = excluded.lifetime_earned, entry_count = excluded.entry_count`,
);

/**
 * Whole rows. A writer that did not see another's would repeat its entry numbers too, and fail with
 * those: see `insertEntries`.
 */
export const upsertWallets = (rows: readonly WalletRow[]): Statement<never> => upsertWalletRows(
  plainArray(rows.map((row) => row.member_id)),
  plainArray(rows.map((row) => row.total)),
  plainArray(rows.map((row) => row.debt)),
  plainArray(rows.map((row) => row.claimed)),
  plainArray(rows.map((row) => row.written_off)),
  plainArray(rows.map((row) => row.lifetime_earned)),
  plainArray(rows.map((row) => row.entry_count)),
);

const COUNTS = 'quantity, reversed, spent, claimed, expired, written_off, claim_limit';
const TERMS = 'earned_at, active_at, expires_at, expires_on, inactivity_months, kept_until';
const LOT_ROWS = `unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int[], $5::int[], $6::int[], $7::int[], $8::int[], $9::int[], $10::int[],
  $11::timestamptz[], $12::timestamptz[], $13::timestamptz[], $14::date[], $15::int[], $16::timestamptz[]) AS r(id, member_id, order_id, ${COUNTS}, ${TERMS})`;

const lotArrays = (rows: readonly LotRow[]): string[] => [
  plainArray(rows.map((row) => row.id)),
  plainArray(rows.map((row) => row.member_id)),
  plainArray(rows.map((row) => row.order_id)),
  plainArray(rows.map((row) => row.quantity)),
  plainArray(rows.map((row) => row.reversed)),
  plainArray(rows.map((row) => row.spent)),
  plainArray(rows.map((row) => row.claimed)),
  plainArray(rows.map((row) => row.expired)),
  plainArray(rows.map((row) => row.written_off)),
  plainArray(rows.map((row) => row.claim_limit)),
  instantArray(rows.map((row) => row.earned_at)),
  instantArray(rows.map((row) => row.active_at)),
  instantArray(rows.map((row) => row.expires_at)),
  plainArray(rows.map((row) => row.expires_on)),
  plainArray(rows.map((row) => row.inactivity_months)),
  instantArray(rows.map((row) => row.kept_until)),
];

const insertLotRows = statement<never, string[]>(
  'points.insert-lots',
  `INSERT INTO points.lot (id, member_id, order_id, remaining, ${COUNTS}, ${TERMS})
   SELECT id, member_id, order_id, greatest(quantity - reversed - spent, 0) - claimed - expired, ${COUNTS}, ${TERMS} FROM ${LOT_ROWS}`,
);

export const insertLots = (rows: readonly LotRow[]): Statement<never> => insertLotRows(...lotArrays(rows));

const updateLotRows = statement<never, string[]>(
  'points.update-lots',
  `UPDATE points.lot AS l SET quantity = l.quantity + r.quantity, reversed = l.reversed + r.reversed, spent = l.spent + r.spent,
     claimed = l.claimed + r.claimed, expired = l.expired + r.expired, written_off = l.written_off + r.written_off, claim_limit = r.claim_limit,
     remaining = greatest(l.quantity + r.quantity - l.reversed - r.reversed - l.spent - r.spent, 0) - l.claimed - r.claimed - l.expired - r.expired,
     earned_at = r.earned_at, active_at = r.active_at, expires_at = r.expires_at, expires_on = r.expires_on, kept_until = r.kept_until
   FROM ${LOT_ROWS} WHERE l.id = r.id`,
);

/** The counts are differences, added to what stands there: CHECKs refuse what would go below nothing. */
export const updateLots = (rows: readonly LotRow[]): Statement<never> => updateLotRows(...lotArrays(rows));

export interface NewEntryRow {
  readonly id: string;
  readonly member_id: string;
  readonly number: number;
  readonly kind: string;
  readonly points: number;
  readonly balance_after: number;
  readonly at: string;
  readonly order_id: string | null;
  readonly restores_id: string | null;
  readonly reason: string | null;
  readonly cause: unknown;
  readonly allocations: unknown;
  readonly explanation: unknown;
}

const ENTRY_FIELDS = 'id, member_id, number, kind, points, balance_after, at, order_id, restores_id, reason, cause, allocations, explanation';

const insertEntryRows = statement<never, [rows: string]>(
  'points.insert-entries',
  `INSERT INTO points.entry (${ENTRY_FIELDS})
   SELECT ${ENTRY_FIELDS} FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, member_id uuid, number int, kind text, points int, balance_after int,
     at timestamptz, order_id uuid, restores_id uuid, reason text, cause jsonb, allocations jsonb, explanation jsonb)`,
);

/** `number` is unique per member: of two writers that did not see each other the second fails here. */
export const insertEntries = (rows: readonly NewEntryRow[]): Statement<never> => insertEntryRows(JSON.stringify(rows));
