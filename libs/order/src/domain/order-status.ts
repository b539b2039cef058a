import { OrderStatus } from '../enums';

/** A valid order (`domain.md` H4): paid for, not voided, and something is left of it. */
export const countsAs = (status: OrderStatus, net: bigint): boolean =>
  status !== OrderStatus.PLACED && status !== OrderStatus.VOIDED && net > 0n;
