import { expireDue, followedBy, type Note, post, rebalance, sideLines } from './posting';
import { isDue, type Lot, type LotTerms, type Posting, type Wallet } from './wallet';

/**
 * Gives a lot other dates: its order turned out to be placed at another time, or activity keeps it alive. What had
 * expired comes back when the new expiry is still ahead, and expires when it has passed.
 */
export function reschedule(wallet: Wallet, command: { readonly lotId: string; readonly terms: LotTerms; readonly note: Note }, now: Date): Posting {
  const lot = wallet.lots.find(({ id }) => id === command.lotId);
  if (!lot) throw new Error(`The wallet does not hold lot ${command.lotId}`);
  const moved: Lot = { ...lot, ...command.terms };
  const revived: Lot = isDue(moved, now) || lot.claimLimit === null ? moved : { ...moved, claimLimit: null, expired: 0 };
  const after = rebalance(wallet, [revived]);
  const { ahead, behind } = sideLines(wallet, after, command.note);
  const posted = post(after, [...ahead, ...behind], now);
  return followedBy(posted, expireDue(posted.wallet, now));
}
