/** Where an order stands at its source. Everything from PAID on has been paid for. */
export enum OrderStatus {
  PLACED = 'PLACED',
  PAID = 'PAID',
  FULFILLED = 'FULFILLED',
  PARTIALLY_REFUNDED = 'PARTIALLY_REFUNDED',
  REFUNDED = 'REFUNDED',
  VOIDED = 'VOIDED',
}

export enum OrderChannel {
  POS = 'POS',
  ONLINE = 'ONLINE',
  DELIVERY = 'DELIVERY',
  OTHER = 'OTHER',
}

/** An OPEN hold is EXPIRED from its instant on, whatever its row says. */
export enum TillHoldState {
  OPEN = 'OPEN',
  CAPTURED = 'CAPTURED',
  RELEASED = 'RELEASED',
  EXPIRED = 'EXPIRED',
}
