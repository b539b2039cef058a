import { PointsLotState } from './enums';

interface ShownLot {
  readonly quantity: number;
  readonly reversed: number;
  readonly expired: number;
  readonly remaining: number;
  readonly activeAt: Date;
  readonly expiresAt: Date | null;
}

/** How a lot stands at an instant, whether or not its expiry has been posted. */
export function showLot(lot: ShownLot, now: Date): { readonly remaining: number; readonly state: PointsLotState } {
  const isOver = lot.expiresAt !== null && lot.expiresAt <= now;
  if (lot.remaining > 0 && !isOver) {
    return { remaining: lot.remaining, state: now < lot.activeAt ? PointsLotState.PENDING : PointsLotState.ACTIVE };
  }
  if (lot.reversed === lot.quantity) return { remaining: 0, state: PointsLotState.REVERSED };
  return { remaining: 0, state: lot.expired > 0 || lot.remaining > 0 ? PointsLotState.EXPIRED : PointsLotState.SPENT };
}
