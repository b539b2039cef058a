import type { KnownOrder } from './lock-batch';
import { compareKeys, orderKey } from './order-key';
import type { OrderState } from './order-state';
import type { OrderContent } from './read-order';
import { judgeRevision } from './revisions';

/** One readable order of a batch, its member found. */
export interface IncomingOrder {
  readonly index: number;
  readonly content: OrderContent;
  readonly memberId: string | null;
}

export type Settlement =
  | { readonly result: 'CREATED' | 'UPDATED' | 'UNCHANGED' | 'SKIPPED'; readonly orderId: string; readonly memberId: string | null }
  /** Its revision is known with other content. */
  | { readonly result: 'CONFLICT'; readonly revision: number };

/** What is to be written of one order. */
export interface SettledOrder {
  readonly before: KnownOrder | null;
  readonly after: OrderState;
}

export interface SettledBatch {
  readonly settlements: ReadonlyMap<number, Settlement>;
  /** By source and external id: in the order in which rows are to be locked. */
  readonly changes: readonly SettledOrder[];
}

export interface SettleOptions {
  /** Orders that are known stay as they are. */
  readonly skipExisting: boolean;
  readonly newId: () => string;
}

const byAge = (a: IncomingOrder, b: IncomingOrder): number =>
  a.content.revision - b.content.revision || a.content.updatedAt.getTime() - b.content.updatedAt.getTime() || a.index - b.index;

/** What becomes of a batch. An order that is in it more than once takes its revisions from the oldest to the newest. */
export function settleBatch(incoming: readonly IncomingOrder[], known: ReadonlyMap<string, KnownOrder>, options: SettleOptions): SettledBatch {
  const settlements = new Map<number, Settlement>();
  const changes: SettledOrder[] = [];
  const sorted = [...incoming].sort((a, b) => compareKeys(a.content, b.content) || byAge(a, b));
  for (let first = 0; first < sorted.length; ) {
    const key = orderKey((sorted[first] as IncomingOrder).content);
    let end = first + 1;
    while (end < sorted.length && orderKey((sorted[end] as IncomingOrder).content) === key) end++;
    const change = settleOne(sorted.slice(first, end), known.get(key) ?? null, options, settlements);
    if (change) changes.push(change);
    first = end;
  }
  return { settlements, changes };
}

function settleOne(states: readonly IncomingOrder[], known: KnownOrder | null, options: SettleOptions, settlements: Map<number, Settlement>): SettledOrder | null {
  const id = known?.state.id ?? options.newId();
  let current = known?.state ?? null;
  for (const { index, content, memberId } of states) {
    if (options.skipExisting && current) {
      settlements.set(index, { result: 'SKIPPED', orderId: id, memberId: current.memberId });
      continue;
    }
    const next: OrderState = { ...content, id, memberId };
    const verdict = judgeRevision(current, next);
    if (verdict === 'CONFLICT') {
      settlements.set(index, { result: 'CONFLICT', revision: content.revision });
      continue;
    }
    const result = verdict === 'ACCEPTED' ? (current ? 'UPDATED' : 'CREATED') : 'UNCHANGED';
    if (verdict === 'ACCEPTED') current = next;
    settlements.set(index, { result, orderId: id, memberId: current?.memberId ?? null });
  }
  return current && current !== known?.state ? { before: known, after: current } : null;
}
