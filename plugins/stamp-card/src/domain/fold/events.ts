import type { Candidates, Placement } from '../../data/fold-state';

/** An order that stands. */
export interface OrderEvent {
  readonly kind: 'ORDER';
  /** uuid */
  readonly id: string;
  /** Milliseconds. */
  readonly at: number;
  /** Tells orders of one instant apart, whenever they came. */
  readonly tie: number;
  readonly day: string;
  readonly candidates: Candidates;
}

/** Something else that gives stamps, or takes them. */
export interface ActEvent {
  readonly kind: 'ACT';
  /** uuid */
  readonly id: string;
  readonly at: number;
  /** Negative: taken away. */
  readonly stamps: number;
  /** Name of the event of another module that may do a task; then `stamps` says nothing. */
  readonly event: string | null;
}

export type StampEvent = OrderEvent | ActEvent;

/** What an event holds in the end. */
export interface Holding {
  readonly own: number;
  readonly visit: number;
  readonly placed: readonly Placement[];
  /** Stamps that filled what was owed. */
  readonly paid?: number;
  /** Stamps of an act that found no room, or were not there to be taken. */
  readonly missing?: number;
}

export const HOLDS_NOTHING: Holding = Object.freeze({ own: 0, visit: 0, placed: [] });

/** Did an order give anything: on cards, or to what was owed? */
export const hasStamped = ({ own, visit, paid = 0 }: Holding): boolean => own + visit + paid > 0;

/** As they happened; of one instant orders first. */
export function inTime(a: StampEvent, b: StampEvent): number {
  if (a.at !== b.at) return a.at - b.at;
  if (a.kind !== b.kind) return a.kind === 'ORDER' ? -1 : 1;
  const ties = a.kind === 'ORDER' && b.kind === 'ORDER' ? a.tie - b.tie : 0;
  return ties || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
