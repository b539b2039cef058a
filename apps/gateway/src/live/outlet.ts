import type { WebSocket } from 'ws';

/** How far a reader may fall behind. */
export const OUTLET_LIMITS = { events: 256, bytes: 1 << 20 } as const;

/** What of a WebSocket an outlet needs. */
export type OutletSocket = Pick<WebSocket, 'bufferedAmount' | 'readyState' | 'OPEN' | 'send'>;

/** The bounded queue of one socket, which all of its subscriptions share. What waits stands in the socket itself. */
export class Outlet {
  /** Bytes of the events since nothing waited. */
  private sent = 0;
  /** For each event that may still wait: what `sent` was behind it. */
  private readonly marks: number[] = [];

  constructor(private readonly socket: OutletSocket) {}

  /** Bytes written but not yet taken by the network. */
  get waiting(): number {
    return this.socket.bufferedAmount;
  }

  /** Writes an event; false, and nothing is written, when the reader is too far behind. */
  push(frame: string): boolean {
    if (this.socket.readyState !== this.socket.OPEN) return true;
    const before = this.socket.bufferedAmount;
    if (before === 0) this.forget();
    else if (before > OUTLET_LIMITS.bytes || this.eventsWaiting(before) >= OUTLET_LIMITS.events) return false;
    this.socket.send(frame);
    const after = this.socket.bufferedAmount;
    if (after > 0) this.marks.push((this.sent += after - before));
    return true;
  }

  private forget(): void {
    if (this.marks.length === 0) return;
    this.marks.length = 0;
    this.sent = 0;
  }

  private eventsWaiting(waiting: number): number {
    while ((this.marks[0] ?? Infinity) <= this.sent - waiting) this.marks.shift();
    return this.marks.length;
  }
}
