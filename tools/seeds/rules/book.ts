import { emptyWallet, isDue, isPending, type Lot, remainingOf, type Wallet } from '../../../libs/points/src/domain/wallet';
import { WalletBook } from '../../../libs/points/src/domain/wallet-book';
import type { Rows } from '../tables';
import type { Unit } from '../unit';

interface Need {
  readonly whole?: readonly string[];
  readonly light?: readonly string[];
  readonly orderIds?: readonly string[];
  readonly lotIds?: readonly string[];
}

const bearsClaims = (lot: Lot): boolean => lot.claimed > 0 || (lot.claimLimit ?? 0) > 0 || lot.writtenOff > 0;
const owes = ({ debt, claimed, writtenOff }: Rows['wallets']): boolean => debt + claimed + writtenOff > 0;

/** As the ledger of the points module, over the rows of a transaction: no more is loaded than a command may need. */
export class Book extends WalletBook {
  private readonly known = new Map<string, Lot>();

  constructor(private readonly unit: Unit) {
    super(unit.newId);
  }

  load({ whole = [], light = [], orderIds = [], lotIds = [] }: Need): void {
    const { tx, now } = this.unit;
    const full = new Set(whole);
    for (const id of new Set([...whole, ...light])) {
      const row = tx.row('wallets', id);
      if (row && owes(row)) full.add(id);
      const known = this.wallets.get(id);
      if (known) this.wallets.set(id, { ...known, isWhole: known.isWhole || full.has(id) });
      else this.wallets.set(id, row ? { ...row, lots: [], holds: [], isWhole: full.has(id) } : emptyWallet(id));
    }
    const [few, orders, lots] = [new Set(light), new Set<string | null>(orderIds), new Set(lotIds)];
    this.add(({ memberId, lot }) =>
      (full.has(memberId) && (remainingOf(lot) > 0 || bearsClaims(lot))) ||
      (few.has(memberId) && remainingOf(lot) > 0 && (isDue(lot, now) || isPending(lot, now))) ||
      (lot.orderId !== null && orders.has(lot.orderId)) || lots.has(lot.id));
  }

  /** Adds, to the wallets that are loaded, lots that are not there yet. */
  add(isWanted: (row: Rows['lots']) => boolean): void {
    for (const row of this.unit.tx.rows('lots')) {
      const wallet = this.wallets.get(row.memberId);
      if (!wallet || this.known.has(row.lot.id) || !isWanted(row)) continue;
      this.known.set(row.lot.id, row.lot);
      this.wallets.set(row.memberId, { ...wallet, lots: [...wallet.lots, row.lot] });
    }
  }

  /** Writes what the commands came to. */
  write(): void {
    const { tx } = this.unit;
    for (const memberId of this.changed) {
      const { lots, ...wallet } = this.wallet(memberId);
      tx.put('wallets', memberId, walletRow(wallet));
      for (const lot of lots) if (lot !== this.known.get(lot.id)) tx.put('lots', lot.id, { memberId, lot });
    }
    for (const entry of this.unsent) tx.put('entries', entry.id, entry);
    this.changed.clear();
    this.unsent = [];
  }
}

const walletRow = ({ memberId, total, debt, claimed, writtenOff, lifetimeEarned, entryCount }: Omit<Wallet, 'lots'>): Rows['wallets'] =>
  ({ memberId, total, debt, claimed, writtenOff, lifetimeEarned, entryCount });
