import { compareCursors, type EventCursor, type EventFeed, type LoggedEvent } from '@regulars/kernel';

/** Which of a brand's events somebody wants. */
export interface EventFilter {
  /** Null for every member. */
  readonly memberId: string | null;
  /** Event names; null for all. */
  readonly types: readonly string[] | null;
  /** Whether the event is one of them: memberId and types, and what no index knows. */
  readonly matches: (event: LoggedEvent) => boolean;
}

export interface Page {
  readonly events: readonly LoggedEvent[];
  /** Everything up to here has been looked at. */
  readonly position: EventCursor;
}

const MAX_RECENT = 1_000;

/**
 * One brand's events as this process follows them: what came lately is kept, so that those who follow live, and
 * those who reconnect, need not ask the database.
 */
export class BrandLog {
  /** Every event of the brand after `start`, in order. */
  private recent: LoggedEvent[] = [];

  constructor(private readonly brandId: string, private readonly feed: EventFeed, private start: EventCursor, private readonly endOfFeed: () => EventCursor) {}

  /** How far this process has followed the log. */
  get end(): EventCursor {
    return this.endOfFeed();
  }

  push(event: LoggedEvent): void {
    this.recent.push(event);
    if (this.recent.length <= 2 * MAX_RECENT) return;
    const dropped = this.recent.splice(0, this.recent.length - MAX_RECENT);
    this.start = dropped[dropped.length - 1]?.cursor ?? this.start;
  }

  /** Whether an event of the brand that was kept stands there. */
  keeps(place: EventCursor): boolean {
    const event = this.recent[this.firstAfter(place) - 1];
    return event !== undefined && compareCursors(event.cursor, place) === 0;
  }

  /**
   * The next events after a place.
   *
   * @throws CursorExpired
   */
  async read(after: EventCursor, filter: EventFilter, limit: number): Promise<Page> {
    return compareCursors(after, this.start) >= 0 ? this.fromMemory(after, filter) : this.fromDatabase(after, filter, limit);
  }

  private fromMemory(after: EventCursor, filter: EventFilter): Page {
    const news = this.recent.slice(this.firstAfter(after));
    return { events: news.filter(filter.matches), position: compareCursors(after, this.end) > 0 ? after : this.end };
  }

  private async fromDatabase(after: EventCursor, filter: EventFilter, limit: number): Promise<Page> {
    const until = this.end;
    const page = await this.feed.replay({ brandId: this.brandId, memberId: filter.memberId, types: filter.types, after, until, limit });
    const last = page[page.length - 1];
    return { events: page.filter(filter.matches), position: page.length < limit || !last ? until : last.cursor };
  }

  /** Index of the first recent event after a place. */
  private firstAfter(place: EventCursor): number {
    let low = 0;
    let high = this.recent.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const event = this.recent[middle];
      if (event && compareCursors(event.cursor, place) > 0) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
