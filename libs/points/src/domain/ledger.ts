import type { Context } from '@regulars/plugin-sdk';
import { type LotRow, lotsFor, walletsOf } from '../data/ledger.statements';
import { insertEntries, insertLots, updateLots, upsertWallets } from '../data/write-ledger.statements';
import { announce } from './announce';
import { entryRow, lotOf, lotRow, walletOf, walletRow } from './ledger-rows';
import { emptyWallet, type Lot } from './wallet';
import { WalletBook } from './wallet-book';

export interface Need {
  /** Every lot in use is wanted. */
  readonly whole?: readonly string[];
  /** The wallet, and what is due or pending, will do. */
  readonly light?: readonly string[];
  /** Uuids: lots of these orders are wanted, whatever is left of them. */
  readonly orderIds?: readonly string[];
  readonly lotIds?: readonly string[];
}

/**
 * The wallets that a transaction works with. There is one per transaction, so that a reward given by one reaction and
 * the points earned in another add up: who comes second finds in memory what the first has written. The members are
 * locked by the caller.
 */
export class Ledger extends WalletBook {
  /** Lots as the database has them, or will when what was sent has run. */
  private readonly sent = new Map<string, Lot>();

  /** The ledger of the transaction in progress. */
  static of(ctx: Context): Promise<Ledger> {
    return ctx.once('points.ledger', () => Promise.resolve(new Ledger()));
  }

  /** Reads, in one flush, what is not there yet. */
  async load(ctx: Context, need: Need): Promise<void> {
    const whole = (need.whole ?? []).filter((id) => !this.wallets.get(id)?.isWhole);
    const light = (need.light ?? []).filter((id) => !this.wallets.has(id) && !whole.includes(id));
    const members = [...whole, ...light];
    if (members.length === 0 && !need.orderIds?.length && !need.lotIds?.length) return;
    const [rows, lots] = await Promise.all([ctx.sql(walletsOf(members)), ctx.sql(lotsFor(whole, light, need.orderIds ?? [], need.lotIds ?? []))]);
    const found = new Map(rows.map((row) => [row.member_id, row]));
    const isWhole = new Set(whole);
    for (const id of members) {
      const row = found.get(id);
      const known = this.wallets.get(id);
      if (known) this.wallets.set(id, { ...known, isWhole: known.isWhole || isWhole.has(id) });
      else this.wallets.set(id, row ? walletOf(row, [], isWhole.has(id)) : emptyWallet(id));
    }
    this.add(lots);
  }

  /** Adds lots that are not known yet: of one that is, the memory is newer than any row. */
  add(rows: readonly LotRow[]): void {
    const added = new Map<string, Lot[]>();
    for (const row of rows) {
      if (this.sent.has(row.id) || !this.wallets.has(row.member_id)) continue;
      const lot = lotOf(row);
      this.sent.set(lot.id, lot);
      const lots = added.get(row.member_id);
      if (lots) lots.push(lot);
      else added.set(row.member_id, [lot]);
    }
    for (const [memberId, lots] of added) {
      const wallet = this.wallet(memberId);
      this.wallets.set(memberId, { ...wallet, lots: [...wallet.lots, ...lots] });
    }
  }

  /** Sends what changed, and the events that tell of it, without waiting. */
  send(ctx: Context): void {
    const wallets = [...this.changed].map((id) => this.wallet(id));
    const lots = wallets.flatMap((wallet) => wallet.lots.map((lot) => ({ wallet, lot, since: this.sent.get(lot.id) }))).filter(({ lot, since }) => lot !== since);
    const fresh = lots.filter(({ since }) => !since).map(({ wallet, lot }) => lotRow(wallet.memberId, lot));
    const moved = lots.filter(({ since }) => since).map(({ wallet, lot, since }) => lotRow(wallet.memberId, lot, since));
    if (wallets.length > 0) leave(ctx.sql(upsertWallets(wallets.map(walletRow))));
    if (fresh.length > 0) leave(ctx.sql(insertLots(fresh)));
    if (moved.length > 0) leave(ctx.sql(updateLots(moved)));
    if (this.unsent.length > 0) leave(ctx.sql(insertEntries(this.unsent.map(entryRow))));
    announce(ctx, this.unsent, (memberId) => this.wallet(memberId));
    for (const { lot } of lots) this.sent.set(lot.id, lot);
    this.changed.clear();
    this.unsent = [];
  }
}

/** The commit waits for it, and fails when it failed. */
export const leave = (sent: Promise<unknown>): void => void sent.catch(() => undefined);
