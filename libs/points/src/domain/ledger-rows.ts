import type { HoldJson, LoadedWalletRow, LotRow, WalletRow } from '../data/ledger.statements';
import type { NewEntryRow } from '../data/write-ledger.statements';
import { type Entry, type Hold, type Lot, sumOf, type Wallet } from './wallet';

export const lotOf = (row: LotRow): Lot => ({
  id: row.id,
  orderId: row.order_id,
  quantity: row.quantity,
  reversed: row.reversed,
  spent: row.spent,
  claimed: row.claimed,
  expired: row.expired,
  writtenOff: row.written_off,
  claimLimit: row.claim_limit,
  earnedAt: row.earned_at,
  activeAt: row.active_at,
  expiresAt: row.expires_at,
  expiresOn: row.expires_on,
  inactivityMonths: row.inactivity_months,
  keptUntil: row.kept_until,
});

const holdOf = ({ id, points, allocations, expires_at: expiresAt }: HoldJson): Hold => ({ id, points, allocations, expiresAt: new Date(expiresAt) });

export const walletOf = (row: LoadedWalletRow, lots: readonly Lot[], isWhole: boolean): Wallet => ({
  memberId: row.member_id,
  total: row.total,
  debt: row.debt,
  claimed: row.claimed,
  writtenOff: row.written_off,
  lifetimeEarned: row.lifetime_earned,
  entryCount: row.entry_count,
  lots,
  holds: row.holds.map(holdOf),
  isWhole: isWhole || row.debt + row.claimed + row.written_off > 0,
});

export const walletRow = (wallet: Wallet): WalletRow => ({
  member_id: wallet.memberId,
  total: wallet.total,
  debt: wallet.debt,
  claimed: wallet.claimed,
  written_off: wallet.writtenOff,
  lifetime_earned: wallet.lifetimeEarned,
  entry_count: wallet.entryCount,
});

/** A lot as a row; counts less those of `since`. */
export const lotRow = (memberId: string, lot: Lot, since?: Lot): LotRow => ({
  id: lot.id,
  member_id: memberId,
  order_id: lot.orderId,
  quantity: lot.quantity - (since?.quantity ?? 0),
  reversed: lot.reversed - (since?.reversed ?? 0),
  spent: lot.spent - (since?.spent ?? 0),
  claimed: lot.claimed - (since?.claimed ?? 0),
  expired: lot.expired - (since?.expired ?? 0),
  written_off: lot.writtenOff - (since?.writtenOff ?? 0),
  claim_limit: lot.claimLimit,
  earned_at: lot.earnedAt,
  active_at: lot.activeAt,
  expires_at: lot.expiresAt,
  expires_on: lot.expiresOn,
  inactivity_months: lot.inactivityMonths,
  kept_until: lot.keptUntil,
});

/** An entry that has been given its id; what was said of it is sealed. */
export type PostedEntry = Entry & { readonly id: string; readonly reasonSealed: Buffer | null };

export const entryRow = (entry: PostedEntry): NewEntryRow => ({
  id: entry.id,
  member_id: entry.memberId,
  number: entry.number,
  kind: entry.kind,
  points: entry.points,
  balance_after: entry.balanceAfter,
  at: entry.at,
  order_id: entry.orderId,
  restores_id: entry.restoresId,
  reason_sealed: entry.reasonSealed?.toString('hex') ?? null,
  cause: entry.cause,
  allocations: entry.allocations,
  explanation: entry.explanation,
});

/** More than a wallet can say. */
export const overflows = (wallet: Wallet): boolean =>
  Math.max(Math.abs(wallet.total), wallet.lifetimeEarned, wallet.debt, sumOf(wallet.lots, (lot) => lot.quantity - lot.reversed)) > 2_147_483_647;
