import { byExpiry, freeOf, type Lot } from './wallet';

/**
 * Says which lots pay what is owed: first those that expire first, each with what it has free, and one that has
 * expired never with more than it paid by then. What no lot can pay is the debt.
 *
 * The answer depends on what the lots hold and on nothing else, so that orders and refunds come to the same in
 * whichever order they arrive; and it lets no lot keep anything while something is owed.
 */
export function settleClaims(lots: readonly Lot[], owed: number): { readonly lots: readonly Lot[]; readonly debt: number } {
  if (owed === 0 && lots.every((lot) => lot.claimed === 0)) return { lots: lots.map((lot) => withClaims(lot, 0)), debt: 0 };
  const claims = new Map<string, number>();
  let left = owed;
  for (const lot of [...lots].sort(byExpiry)) {
    const pays = Math.min(left, lot.claimLimit === null ? freeOf(lot) - lot.expired : Math.min(freeOf(lot), lot.claimLimit));
    claims.set(lot.id, pays);
    left -= pays;
  }
  return { lots: lots.map((lot) => withClaims(lot, claims.get(lot.id) ?? 0)), debt: left };
}

/** Of a lot whose expiry is posted, all that pays no claims has expired. */
function withClaims(lot: Lot, claimed: number): Lot {
  const expired = lot.claimLimit === null ? lot.expired : freeOf(lot) - claimed;
  return lot.claimed === claimed && lot.expired === expired ? lot : { ...lot, claimed, expired };
}
