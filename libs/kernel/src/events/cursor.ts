/**
 * A place in the log of events, which is ordered by (xid, id): see ADR 15. A sequence would not do: it skips what
 * commits late.
 */
export interface EventCursor {
  /** A 64-bit transaction id, in decimal: the newest that had ended when the event was written, or its writer's own. */
  readonly xid: string;
  readonly id: string;
}

const NO_ID = '00000000-0000-0000-0000-000000000000';

/** Before the first event. */
export const START: EventCursor = Object.freeze({ xid: '0', id: NO_ID });

/** Before the first event of a transaction. */
export const beginningOf = (xid: string): EventCursor => ({ xid, id: NO_ID });

export const formatCursor = ({ xid, id }: EventCursor): string => `${xid}.${id}`;

const CURSOR = /^(\d{1,20})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;
const MAX_XID = 2n ** 64n - 1n;

/** Null for anything that is no cursor. */
export function parseCursor(text: string): EventCursor | null {
  const [, xid, id] = CURSOR.exec(text) ?? [];
  return xid === undefined || id === undefined || BigInt(xid) > MAX_XID ? null : { xid, id };
}

/** Negative when `a` comes first. */
export function compareCursors(a: EventCursor, b: EventCursor): number {
  const apart = BigInt(a.xid) - BigInt(b.xid);
  if (apart !== 0n) return apart < 0n ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
