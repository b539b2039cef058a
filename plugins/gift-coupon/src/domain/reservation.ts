import { TILL_HOLD } from '../data/till-hold-name';
import type { OrderName } from './situation';

/** What a coupon is reserved for. */
export interface Reservation {
  readonly externalId: string;
  /** Null: whichever source's order is called so. */
  readonly source: string | null;
  /** uuid of the store that keeps it. */
  readonly storeId: string | null;
}

/** As it stands in `held_for`. */
export const reservationText = ({ externalId, source, storeId }: Reservation): string => JSON.stringify([externalId, source, storeId]);

/** Null when it is no reservation: a till's hold, or nothing. */
export function readReservation(heldFor: string | null): Reservation | null {
  if (heldFor === null || heldFor.startsWith(TILL_HOLD)) return null;
  // Earlier versions, whose reservations end within an hour, wrote the externalId as it is.
  if (!heldFor.startsWith('["')) return { externalId: heldFor, source: null, storeId: null };
  const [externalId, source, storeId] = JSON.parse(heldFor) as [string, string | null, string | null];
  return { externalId, source, storeId };
}

/** Whether this is the order that a coupon is kept for. */
export function isReservedFor(heldFor: string | null, order: OrderName | null): boolean {
  const reservation = readReservation(heldFor);
  return reservation !== null && order !== null && reservation.externalId === order.externalId && (reservation.source ?? order.source) === order.source;
}
