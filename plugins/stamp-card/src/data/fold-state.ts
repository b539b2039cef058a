/** Stamps that one event put on one card; negative where a correction took them. */
export interface Placement {
  readonly card: number;
  readonly stamps: number;
  /** Steps of a mission, by the index of their rules: done, or with negative stamps undone. */
  readonly steps?: readonly number[];
  /** Of an order that put nothing on a card: what it filled of the stamps that were owed. */
  readonly paid?: number;
}

/** What an order would give under one version of a program, whatever came before it. */
export interface Candidate {
  /** For amounts and items. */
  readonly own: number;
  /** For being there, if it is the first of the day. */
  readonly visit: number;
  /** Steps of a mission it could do, by the index of their rules. */
  readonly tasks?: readonly number[];
  /** Of the store, where a task asks for one. */
  readonly store?: string;
  /** For being there, as an earlier version gave it: it has the day, whatever comes. */
  readonly settledVisit?: number;
}

/** By number of the program's version; what would give nothing is left out, but for the last version the order was looked at under. */
export type Candidates = Readonly<Record<string, Candidate>>;

/**
 * Where a member stands in a program just before an instant: whoever knows it need not read what was before. Plain JSON,
 * instants in milliseconds.
 */
export interface FoldState {
  /** Number of the latest card; 0 before the first. */
  readonly card: number;
  readonly version: number;
  readonly openedAt: number;
  readonly stamps: number;
  /** Steps done on the card, and at which store. */
  readonly steps: readonly { readonly rule: number; readonly store: string | null; readonly stamps: number }[];
  /** Stamps taken away by hand that were not there: the next ones fill them. */
  readonly debt: number;
  /** The business day of the last stamps by orders, and how many it gave. */
  readonly day: string | null;
  readonly dayStamps: number;
  /** The last business day whose visit was given. */
  readonly visitedOn: string | null;
  readonly lastOrderAt: number | null;
}

/** Where a member stands on a card later than at its opening. */
export interface MarkedState extends FoldState {
  /** When the card had become full by then; it may have lost a stamp since. Missing: kept before this was. */
  readonly completedAt?: number | null;
}

export const NOTHING_YET: FoldState = Object.freeze({
  card: 0, version: 0, openedAt: 0, stamps: 0, steps: [], debt: 0, day: null, dayStamps: 0, visitedOn: null, lastOrderAt: null,
});
