import { setTimeout as sleep } from 'node:timers/promises';
import { compareCursors, CursorExpired, type EventCursor, type EventFeed, type FeedSubscription, type LoggedEvent, type Replay, START } from '@regulars/kernel';

/** A log of events in memory, which tells its listeners a little later than it answers replays. */
export class FakeFeed implements EventFeed {
  readonly log: LoggedEvent[] = [];
  readonly silence = 0;
  replays = 0;
  /** What is older than this is not replayed. */
  oldest: EventCursor = START;
  private readonly listeners = new Set<(events: readonly LoggedEvent[]) => void>();
  private told = 0;

  constructor(private readonly replayDelay: () => number = () => 0) {}

  get listening(): number {
    return this.listeners.size;
  }

  append(brandId: string, memberId: string | null, name = 'order.paid', payload = {}): LoggedEvent {
    const number = this.log.length + 1;
    const cursor = { xid: String(1_000 + number), id: `00000000-0000-7000-8000-${String(number).padStart(12, '0')}` };
    const event: LoggedEvent = {
      id: cursor.id, name, version: 1, at: new Date(0), memberId, payload, brandId, cursor, actor: 'test', recordedAt: new Date(0),
    };
    this.log.push(event);
    return event;
  }

  /** Hands on what was appended since the last time. */
  tell(): void {
    const news = this.log.slice(this.told);
    this.told = this.log.length;
    if (news.length > 0) for (const listener of this.listeners) listener(news);
  }

  async subscribe(listener: (events: readonly LoggedEvent[]) => void): Promise<FeedSubscription> {
    await sleep(0);
    if (this.listeners.size === 0) this.told = this.log.length;
    this.listeners.add(listener);
    return { from: this.log[this.told - 1]?.cursor ?? START, close: () => this.listeners.delete(listener) };
  }

  async replay({ brandId, memberId, types, after, until, limit }: Replay): Promise<readonly LoggedEvent[]> {
    this.replays++;
    await sleep(this.replayDelay());
    if (compareCursors(after, this.oldest) < 0) throw new CursorExpired();
    const wanted = (event: LoggedEvent): boolean =>
      event.brandId === brandId && (memberId === null || event.memberId === memberId) && (types === null || types.includes(event.name)) &&
      compareCursors(event.cursor, after) > 0 && (until === undefined || compareCursors(event.cursor, until) <= 0);
    return this.log.filter(wanted).slice(0, limit);
  }

  async confirm(brandId: string, cursor: EventCursor): Promise<void> {
    if (!this.log.some((event) => event.brandId === brandId && compareCursors(event.cursor, cursor) === 0)) throw new CursorExpired();
  }

  wake(): void {
    this.tell();
  }

  async stop(): Promise<void> {
    this.listeners.clear();
  }
}
