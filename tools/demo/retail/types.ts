/** Shapes of the retail data, for the annotations of the modules here and for their specs. */

export interface Line {
  /** From 1, in the order of the source. */
  number: number;
  stockCode: string;
  quantity: number;
  priceMilli: number;
}

export interface Invoice {
  /** The number with its letter, as `489434` or `C489449`. */
  invoice: string;
  /** Local time without offset, as `2009-12-01T07:45:00`. */
  at: string;
  /** Undefined for a guest. */
  customer: string | undefined;
  lines: Line[];
}

/** A line of a `C` invoice; what came back is a positive quantity. */
export interface CreditLine extends Line {
  invoice: string;
  at: string;
  customer: string | undefined;
}

export interface UnmatchedCredit extends CreditLine {
  /** What of `quantity` found no sale. */
  unmatchedQuantity: number;
}

/** So many pieces of an order line went back by a credit line. */
export interface Refund {
  invoice: string;
  lineNumber: number;
  quantity: number;
  creditInvoice: string;
  creditLineNumber: number;
  creditedAt: string;
}

export interface Matched {
  refunds: Refund[];
  unmatched: UnmatchedCredit[];
  guestCredits: CreditLine[];
}

export interface Sorted {
  orders: Invoice[];
  creditLines: CreditLine[];
  chargesOnCredits: CreditLine[];
  adjustments: Invoice[];
  writeOffs: Invoice[];
  giveaways: Invoice[];
  linesLeftOff: Line[];
}

export interface SettledOrder extends Invoice {
  /** By line number; lines of which nothing went back are absent. */
  refundedQuantities: Map<number, number>;
  grossPence: number;
  refundedPence: number;
  status: 'PAID' | 'PARTIALLY_REFUNDED' | 'REFUNDED';
  revision: number;
  /** Empty while nothing was refunded. */
  updatedAt: string;
}

export interface Settled extends Omit<Sorted, 'orders'>, Matched {
  members: { customer: string; joinedAt: string }[];
  orders: SettledOrder[];
}

export interface Retail extends Settled {
  /** Descriptions by stock code. */
  products: Map<string, string>;
}
