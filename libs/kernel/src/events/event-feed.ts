import type { JsonObject, StoredEvent } from '@regulars/plugin-sdk';
import type { EventCursor } from './cursor';

/** An event as it stands in the log. */
export interface LoggedEvent extends StoredEvent<JsonObject> {
  readonly brandId: string;
  readonly cursor: EventCursor;
  /** Who caused it: a credential's, member's or handler's id. */
  readonly actor: string;
  /** The database's time, where `at` is the brand's. */
  readonly recordedAt: Date;
}

/** Which part of one brand's history is wanted. */
export interface Replay {
  readonly brandId: string;
  /** Null for every member's events and those without a member. */
  readonly memberId: string | null;
  /** Event names (`order.paid`); null for all. */
  readonly types: readonly string[] | null;
  /** Exclusive. */
  readonly after: EventCursor;
  /** Inclusive; where a live subscription took over. Without it, to the end of what is settled. */
  readonly until?: EventCursor;
  readonly limit: number;
}

export interface FeedSubscription {
  /** Every event after this place reaches the listener; every event up to it can be replayed. */
  readonly from: EventCursor;
  close(): void;
}

/**
 * The log of events as one process follows it: one reader for all of its subscribers, in (xid, id) order.
 *
 * To miss nothing and see nothing twice: `subscribe`, keeping what arrives; then `replay` pages with
 * `until: subscription.from` until one is shorter than its limit; then hand on what was kept, and go on live.
 */
export interface EventFeed {
  /**
   * Hands `listener` the new events of every brand, in order, in batches; it filters, and must return at once.
   * Resolves when it is in place.
   */
  subscribe(listener: (events: readonly LoggedEvent[]) => void): Promise<FeedSubscription>;

  /**
   * At most `limit` events of the past, in order. Fewer means the end was reached.
   * @throws CursorExpired when `after` is older than `CURSOR_LIFETIME_DAYS` days
   */
  replay(replay: Replay): Promise<readonly LoggedEvent[]>;

  /**
   * A caller's cursor names an event it was shown. One that stands nowhere comes from a history that is not this one: the
   * database was restored to an earlier time since.
   * @throws CursorExpired when no event of the brand stands there
   */
  confirm(brandId: string, cursor: EventCursor): Promise<void>;

  /** Says that something was committed just now, so that it is looked for at once. A hint: polling finds it anyway. */
  wake(): void;

  /** How long ago the log was last read, in ms; null while nobody subscribes. For readiness. */
  readonly silence: number | null;

  /** Ends the reading; listeners get nothing more. */
  stop(): Promise<void>;
}

export const CURSOR_LIFETIME_DAYS = 7;

/** The cursor is too old to resume from, or of a history that was given up: what lies between is no longer promised. */
export class CursorExpired extends Error {
  readonly code = 'CURSOR_EXPIRED';

  constructor() {
    super(`The cursor is older than ${CURSOR_LIFETIME_DAYS} days, or names an event that is gone since a backup was restored: read the present state and subscribe anew.`);
  }
}

/** Channel of the hint that there may be new events. */
export const HINT_CHANNEL = 'regulars_events';
