import type { Context } from '@regulars/plugin-sdk';

/** A place in the log of events, which stands in the order of `xid` (decimal) and `id`: behind that event. */
export interface EventPlace {
  readonly xid: string;
  readonly id: string;
}

const PURPOSE = 'member-events';

/** The opaque cursor of an event, for `memberEvents(after:)`. */
export const eventCursor = (ctx: Pick<Context, 'seal'>, place: EventPlace): string => ctx.seal(PURPOSE, [place.xid, place.id]);

/** Null for what is no cursor of this brand's events. */
export function readEventCursor(ctx: Pick<Context, 'unseal'>, token: string): EventPlace | null {
  const read = ctx.unseal(PURPOSE, token);
  if (!Array.isArray(read)) return null;
  const [xid, id] = read as readonly unknown[];
  return typeof xid === 'string' && typeof id === 'string' ? { xid, id } : null;
}
