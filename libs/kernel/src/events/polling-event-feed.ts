import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { Loop } from '../worker/loop';
import { type EventCursor, START } from './cursor';
import type { EventFeed, FeedSubscription, LoggedEvent, Replay } from './event-feed';
import { confirmCursor, endOfLog, readEvents, replayEvents } from './event-log';
import { HintListener } from './hint-listener';

export interface FeedOptions {
  /** Connects as the relay. */
  readonly pool: Pool;
  readonly logger: Logger;
  /** How long new events may lie unseen when no hint arrives, in ms; default 500. */
  readonly pollMs?: number;
}

const BATCH = 500;

type Listener = (events: readonly LoggedEvent[]) => void;

/** Follows the log by polling, and at once when a hint says so. Idle, without a statement, while nobody subscribes. */
export class PollingEventFeed implements EventFeed {
  private readonly listeners = new Set<Listener>();
  private readonly loop: Loop;
  private readonly hints: HintListener;
  private position: EventCursor = START;
  private moving: Promise<void> | null = null;
  /** How often the position was set anew: a read that began before is of no use. */
  private moves = 0;
  private readAt = 0;

  constructor(private readonly options: FeedOptions) {
    const { pool, logger, pollMs = 500 } = options;
    this.loop = new Loop('event feed', () => this.read(), { idleMs: pollMs, logger });
    this.hints = new HintListener(pool, logger, () => this.loop.nudge());
  }

  async subscribe(listener: Listener): Promise<FeedSubscription> {
    if (this.listeners.size === 0) await this.moveToEnd();
    // From here to the next batch nothing is read: position and membership change together.
    this.listeners.add(listener);
    this.loop.start();
    return { from: this.position, close: () => this.listeners.delete(listener) };
  }

  replay(replay: Replay): Promise<readonly LoggedEvent[]> {
    return replayEvents(this.options.pool, replay);
  }

  confirm(brandId: string, cursor: EventCursor): Promise<void> {
    return confirmCursor(this.options.pool, brandId, cursor);
  }

  wake(): void {
    this.loop.nudge();
  }

  get silence(): number | null {
    return this.listeners.size === 0 ? null : performance.now() - this.readAt;
  }

  async stop(): Promise<void> {
    this.listeners.clear();
    await Promise.all([this.loop.stop(), this.hints.stop()]);
  }

  /** The first subscriber begins at the present; whoever comes meanwhile shares the look. */
  private moveToEnd(): Promise<void> {
    this.moving ??= endOfLog(this.options.pool)
      .then((end) => {
        if (this.listeners.size > 0) return;
        this.position = end;
        this.moves++;
        this.readAt = performance.now();
        void this.hints.start();
      })
      .finally(() => (this.moving = null));
    return this.moving;
  }

  /** Answers whether there may be more. */
  private async read(): Promise<boolean> {
    if (this.listeners.size === 0) {
      this.loop.pause();
      return false;
    }
    const { moves } = this;
    const events = await readEvents(this.options.pool, this.position, BATCH);
    const last = events.at(-1);
    if (moves !== this.moves) return true;
    this.readAt = performance.now();
    if (!last) return false;
    this.position = last.cursor;
    for (const listener of this.listeners) this.tell(listener, events);
    return events.length === BATCH;
  }

  private tell(listener: Listener, events: readonly LoggedEvent[]): void {
    try {
      listener(events);
    } catch (error) {
      this.options.logger.error({ err: error }, 'a listener of the event feed failed');
    }
  }
}
