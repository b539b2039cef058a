import type { Calendar, Context, LocalDate } from '@regulars/plugin-sdk';
import { activityOf, lotsKeptByActivity } from '../data/ledger.statements';
import type { Ledger } from './ledger';
import { kept } from './lot-terms';
import { settingsHistory } from './read-settings';
import { reschedule } from './reschedule';
import type { WalletBook } from './wallet-book';

/** When members did what keeps points alive, by what the database knows. */
export interface Activity {
  readonly memberId: string;
  /** The order that did, null for a burn or a grant. */
  readonly orderId: string | null;
  readonly on: LocalDate;
}

/**
 * Reads, in the flush of `loading`, activity and the lots it may keep alive, and adds those to the wallets once they
 * are loaded. Null where the brand never had such points.
 */
export async function readActivity(ctx: Context, ledger: Ledger, memberIds: readonly string[], loading: Promise<void>): Promise<readonly Activity[] | null> {
  const { usesActivity } = await settingsHistory(ctx);
  if (!usesActivity || memberIds.length === 0) return loading.then(() => null);
  const { timeZone, dayStartsAt } = ctx.brand;
  const [rows, lots] = await Promise.all([ctx.sql(activityOf(memberIds, timeZone, dayStartsAt)), ctx.sql(lotsKeptByActivity(memberIds)), loading]);
  ledger.add(lots);
  return rows.map((row) => ({ memberId: row.member_id, orderId: row.order_id, on: row.on }));
}

/** Gives every lot of these members that activity keeps alive the end that follows from all of their activity. */
export function keepAlive(ctx: { readonly now: Date; readonly brand: Calendar }, ledger: WalletBook, memberIds: readonly string[], activity: readonly Activity[], at: Date): void {
  const dates = new Map<string, Set<LocalDate>>(memberIds.map((id) => [id, new Set()]));
  for (const { memberId, on } of activity) dates.get(memberId)?.add(on);
  for (const [memberId, days] of dates) {
    const activeOn = [...days].sort();
    for (const lot of ledger.wallet(memberId).lots) {
      const terms = kept(lot, activeOn, ctx.brand);
      if (terms.expiresAt?.getTime() === lot.expiresAt?.getTime()) continue;
      const { expiresAt, expiresOn } = terms;
      const { earnedAt, activeAt, inactivityMonths, keptUntil } = lot;
      const command = { lotId: lot.id, terms: { earnedAt, activeAt, expiresAt, expiresOn, inactivityMonths, keptUntil }, note: { at } };
      ledger.take(reschedule(ledger.wallet(memberId), command, ctx.now));
    }
  }
}
