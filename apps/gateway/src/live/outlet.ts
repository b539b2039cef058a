import type { WebSocket } from 'ws';

/** How far a reader may fall behind. */
export const OUTLET_LIMITS = { events: 256, bytes: 1 << 20 } as const;

/** What of a WebSocket an outlet needs. */
export type OutletSocket = Pick<WebSocket, 'bufferedAmount' | 'readyState' | 'OPEN' | 'send'>;

/** The bounded queue of one socket, which all of its subscriptions share. What waits stands in the socket itself. */
export class Outlet {
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
    const waiting = this.socket.bufferedAmount;
    if (waiting > OUTLET_LIMITS.bytes || this.eventsWaiting(waiting) >= OUTLET_LIMITS.events) return false;
    this.socket.send(frame);
    this.sent += this.socket.bufferedAmount - waiting;
    if (this.socket.bufferedAmount > 0) this.marks.push(this.sent);
    return true;
  }

  private eventsWaiting(waiting: number): number {
    if (waiting === 0) this.marks.length = 0;
    else while ((this.marks[0] ?? Infinity) <= this.sent - waiting) this.marks.shift();
    return this.marks.length;
  }
}
