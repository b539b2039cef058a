import { type InputPath, InvalidInputError, type MemberKeys, newUuid, reject } from '@regulars/plugin-sdk';
import { sealReason } from './entry-reasons';
import { overflows, type PostedEntry } from './ledger-rows';
import { say } from './texts';
import type { Lot, Posting, Wallet } from './wallet';

/**
 * The wallets that commands are carried out on, in memory, and what of them is to be written. It knows neither
 * database nor clock, and draws its ids where it is told to: given the same, it comes to the same.
 */
export class WalletBook {
  protected readonly wallets = new Map<string, Wallet>();
  protected readonly changed = new Set<string>();
  protected unsent: PostedEntry[] = [];

  constructor(readonly newId: () => string = newUuid) {}

  wallet(memberId: string): Wallet {
    const wallet = this.wallets.get(memberId);
    if (!wallet) throw new Error(`The wallet of member ${memberId} was not loaded`);
    return wallet;
  }

  /** The lots of orders, of whichever loaded member. */
  lotsByOrder(orderIds: readonly string[]): ReadonlyMap<string, readonly { readonly memberId: string; readonly lot: Lot }[]> {
    const found = new Map<string, { memberId: string; lot: Lot }[]>(orderIds.map((id) => [id, []]));
    for (const wallet of this.wallets.values()) {
      for (const lot of wallet.lots) if (lot.orderId !== null) found.get(lot.orderId)?.push({ memberId: wallet.memberId, lot });
    }
    return found;
  }

  /**
   * Takes over what a command came to; the entries get their ids. Rejects, at `path`, more than a wallet can say.
   * `keys`, with the member's at hand, are needed where somebody gave a reason: see `sealReason`.
   */
  take({ wallet, entries }: Posting, path?: InputPath, keys?: MemberKeys): readonly PostedEntry[] {
    if (overflows(wallet)) reject(new InvalidInputError(say.tooMany, path));
    const posted = entries.map((entry) => {
      const id = this.newId();
      return { ...entry, id, reasonSealed: sealReason(keys, id, entry) };
    });
    this.wallets.set(wallet.memberId, wallet);
    this.changed.add(wallet.memberId);
    this.unsent.push(...posted);
    return posted;
  }
}
