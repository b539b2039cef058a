import { compareCursors, type EventCursor, type LoggedEvent } from '@regulars/kernel';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { BrandLog, EventFilter } from './brand-log';
import type { Subscriber } from './subscriber';

export const PAGE = 100;
const RETRY = 500; // ms before a page that could not be read is tried again
const BREATH = 32; // events between which other work of the process gets its turn

/** Makes the payload of an event, serialised; null when the group's schema is not the brand's any more. */
export type Render = (event: LoggedEvent) => Promise<string | null>;

export interface GroupOptions {
  readonly log: BrandLog;
  readonly filter: EventFilter;
  readonly render: Render;
  readonly onFault: (error: unknown) => void;
  /** The brand's modules changed: every subscriber has to begin again, after what it has got. */
  readonly onOutdated: (subscribers: readonly { readonly subscriber: Subscriber; readonly after: EventCursor }[]) => void;
}

/**
 * Subscribers who want the same thing: each event is executed once for all of them. A group does not queue events;
 * it keeps a place in the brand's log and reads on from there.
 */
export class LiveGroup {
  private readonly members = new Set<Subscriber>();
  /** Members who have got more than the group has read: they caught up on their own. */
  private readonly ahead = new Map<Subscriber, EventCursor>();
  /** Place of the last event delivered; means something only while `isReading`. */
  private position: EventCursor;
  private isReading = false;
  private outdated = false;

  constructor(private readonly options: GroupOptions) {
    this.position = options.log.end;
  }

  get size(): number {
    return this.members.size;
  }

  /** Nobody is admitted any more: the brand's modules changed. */
  get isOutdated(): boolean {
    return this.outdated;
  }

  /** Every wanted event up to here has been delivered. At rest that is the end of the log: whatever comes wakes it. */
  get place(): EventCursor {
    return this.isReading ? this.position : this.options.log.end;
  }

  /** Takes a subscriber who has everything up to `place`; false when that is less than what the group has read. */
  admit(subscriber: Subscriber, place: EventCursor): boolean {
    const apart = compareCursors(place, this.place);
    if (apart < 0 || this.outdated) return false;
    this.members.add(subscriber);
    if (apart > 0) this.ahead.set(subscriber, place);
    return true;
  }

  remove(subscriber: Subscriber): void {
    this.members.delete(subscriber);
    this.ahead.delete(subscriber);
  }

  /** There are new events after `place`, up to where nothing concerned a group at rest. */
  wake(place: EventCursor): void {
    if (this.isReading || this.members.size === 0) return;
    this.position = place;
    void this.readOn();
  }

  private async readOn(): Promise<void> {
    this.isReading = true;
    try {
      while (this.hasMore) await this.readPage().catch((error: unknown) => this.rest(error));
    } finally {
      this.isReading = false; // in the same breath as the last look at the log: what comes next wakes it again
    }
  }

  private get hasMore(): boolean {
    return this.members.size > 0 && !this.outdated && compareCursors(this.position, this.options.log.end) < 0;
  }

  private async readPage(): Promise<void> {
    const page = await this.options.log.read(this.position, this.options.filter, PAGE);
    if (await this.deliverAll(page.events)) this.position = page.position;
  }

  private async rest(error: unknown): Promise<void> {
    this.options.onFault(error);
    await sleep(RETRY);
  }

  /** False when it ended before the last event: whoever is admitted then has not got the rest. */
  private async deliverAll(events: readonly LoggedEvent[]): Promise<boolean> {
    for (const [index, event] of events.entries()) {
      if (this.members.size === 0) return false;
      const payload = await this.options.render(event);
      if (payload === null) {
        this.dissolve();
        return false;
      }
      this.deliver(payload, event.cursor);
      this.position = event.cursor;
      if (index % BREATH === BREATH - 1) await nextTurn();
    }
    return true;
  }

  private deliver(payload: string, cursor: EventCursor): void {
    for (const member of this.members) {
      if (this.ahead.size > 0 && this.hasAlready(member, cursor)) continue;
      member.deliver(payload, cursor);
    }
  }

  private hasAlready(member: Subscriber, cursor: EventCursor): boolean {
    const place = this.ahead.get(member);
    if (!place) return false;
    if (compareCursors(cursor, place) <= 0) return true;
    this.ahead.delete(member);
    return false;
  }

  private dissolve(): void {
    this.outdated = true;
    const leaving = [...this.members].map((subscriber) => ({ subscriber, after: this.ahead.get(subscriber) ?? this.position }));
    this.members.clear();
    this.ahead.clear();
    this.options.onOutdated(leaving);
  }
}
