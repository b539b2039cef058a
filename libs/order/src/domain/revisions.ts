import type { OrderLineState, OrderState } from './order-state';

export type RevisionVerdict =
  /** It is newer than what is known. */
  | 'ACCEPTED'
  /** It says what is known already. */
  | 'REPEATED'
  /** What is known is newer. */
  | 'STALE'
  /** Both claim to be the same, and are not: nothing tells which is right. */
  | 'CONFLICT';

/**
 * Which of two states of an order stands: the higher revision, and of one revision the later `updatedAt`. What
 * stands in the end is the greatest in that order, so it is the same however the states came in.
 */
export function judgeRevision(known: OrderState | null, incoming: OrderState): RevisionVerdict {
  if (!known || incoming.revision > known.revision) return 'ACCEPTED';
  if (incoming.revision < known.revision) return 'STALE';
  const later = incoming.updatedAt.getTime() - known.updatedAt.getTime();
  if (later !== 0) return later > 0 ? 'ACCEPTED' : 'STALE';
  return saysTheSame(known, incoming) ? 'REPEATED' : 'CONFLICT';
}

/** For states apart in nothing but revision and time. */
function saysTheSame(a: OrderState, b: OrderState): boolean {
  return (
    a.status === b.status &&
    a.memberId === b.memberId &&
    a.storeId === b.storeId &&
    a.channel === b.channel &&
    a.placedAt.getTime() === b.placedAt.getTime() &&
    a.lines.length === b.lines.length &&
    a.lines.every((line, index) => isSameLine(line, b.lines[index]))
  );
}

const LINE_FIELDS = [
  'number', 'sku', 'name', 'category', 'quantity', 'refundedQuantity', 'unitPrice', 'gross', 'discount', 'refunded', 'net', 'paidWithPoints',
] as const satisfies readonly (keyof OrderLineState)[];

export const isSameLine = (a: OrderLineState, b: OrderLineState | undefined): boolean =>
  b !== undefined && LINE_FIELDS.every((field) => a[field] === b[field]);
