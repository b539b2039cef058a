import { CURRENT_BRAND, instantArray, plainArray, rowsOf, type Statement, statement } from '@regulars/plugin-sdk';
import type { LotRow, WalletRow } from './ledger.statements';

const NOW = '(SELECT platform.current_now())';

const WALLET_FIELDS = 'member_id, total, debt, claimed, written_off, lifetime_earned, entry_count';

const upsertWalletRows = statement<never, string[]>(
  'points.upsert-wallets',
  `INSERT INTO points.wallet AS w (brand_id, created_at, ${WALLET_FIELDS})
   SELECT ${CURRENT_BRAND}, ${NOW}, ${WALLET_FIELDS} FROM ${rowsOf('member_id uuid, total int, debt int, claimed int, written_off int, lifetime_earned int, entry_count int')}
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
const LOT_ROWS = rowsOf(`id uuid, member_id uuid, order_id uuid, quantity int, reversed int, spent int, claimed int, expired int, written_off int, claim_limit int,
  earned_at timestamptz, active_at timestamptz, expires_at timestamptz, expires_on date, inactivity_months int, kept_until timestamptz`);

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
  `INSERT INTO points.lot (brand_id, id, member_id, order_id, remaining, ${COUNTS}, ${TERMS})
   SELECT ${CURRENT_BRAND}, id, member_id, order_id, greatest(quantity - reversed - spent, 0) - claimed - expired, ${COUNTS}, ${TERMS} FROM ${LOT_ROWS}`,
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
  readonly at: Date;
  readonly order_id: string | null;
  readonly restores_id: string | null;
  /** In hexadecimal. */
  readonly reason_sealed: string | null;
  readonly cause: unknown;
  readonly allocations: unknown;
  readonly explanation: unknown;
}

const ENTRY_FIELDS = 'id, member_id, number, kind, points, balance_after, at, order_id, restores_id';

const insertEntryRows = statement<never, string[]>(
  'points.insert-entries',
  `INSERT INTO points.entry (brand_id, posted_at, ${ENTRY_FIELDS}, reason_sealed, cause, allocations, explanation)
   SELECT ${CURRENT_BRAND}, ${NOW}, ${ENTRY_FIELDS}, decode(reason_sealed, 'hex'), nullif(cause, 'null'), allocations, explanation
   FROM ${rowsOf(`id uuid, member_id uuid, number int, kind text, points int, balance_after int, at timestamptz, order_id uuid, restores_id uuid,
     reason_sealed text, cause json, allocations json, explanation json`)}`,
);

/** `number` is unique per member: of two writers that did not see each other the second fails here. */
export const insertEntries = (rows: readonly NewEntryRow[]): Statement<never> => insertEntryRows(
  plainArray(rows.map((row) => row.id)),
  plainArray(rows.map((row) => row.member_id)),
  plainArray(rows.map((row) => row.number)),
  plainArray(rows.map((row) => row.kind)),
  plainArray(rows.map((row) => row.points)),
  plainArray(rows.map((row) => row.balance_after)),
  instantArray(rows.map((row) => row.at)),
  plainArray(rows.map((row) => row.order_id)),
  plainArray(rows.map((row) => row.restores_id)),
  plainArray(rows.map((row) => row.reason_sealed)),
  JSON.stringify(rows.map((row) => row.cause)),
  JSON.stringify(rows.map((row) => row.allocations)),
  JSON.stringify(rows.map((row) => row.explanation)),
);
