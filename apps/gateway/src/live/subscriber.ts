import { type EventCursor, formatCursor } from '@regulars/kernel';
import { GraphQLError } from 'graphql';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Outlet } from './outlet';

const CALM = 64 * 1024; // bytes that may wait while a replay goes on
const PAUSE = 20; // ms between looks at a reader that catches up

const slowConsumer = (last: EventCursor | null): GraphQLError =>
  new GraphQLError('The reader is too slow: subscribe again after the cursor', {
    extensions: { code: 'SLOW_CONSUMER', ...(last ? { cursor: formatCursor(last) } : {}) },
  });

/**
 * One subscription of one socket. To graphql-ws it is a stream in which nothing ever comes, only its end; the events
 * are written to the socket as frames that all subscribers of a group share.
 */
export class Subscriber implements AsyncGenerator<never, void, void> {
  /** Place of the event delivered last. */
  last: EventCursor | null = null;
  private readonly prefix: string;
  private readonly ended: Promise<void>;
  private end: () => void = () => undefined;
  private failed: (error: GraphQLError) => void = () => undefined;
  private readonly leaving: (() => void)[] = [];
  private over = false;

  constructor(operationId: string, private readonly outlet: Outlet, private readonly count: { frames: number } = { frames: 0 }) {
    this.prefix = `{"id":${JSON.stringify(operationId)},"type":"next","payload":`;
    this.ended = new Promise((resolve, reject) => {
      this.end = resolve;
      this.failed = reject;
    });
    this.ended.catch(() => undefined);
  }

  get isOver(): boolean {
    return this.over;
  }

  /** Calls `leave` when the subscription ends, however it does, or moves elsewhere. */
  whenOver(leave: () => void): void {
    if (this.over) leave();
    else this.leaving.push(leave);
  }

  /** Leaves where it is, and goes on. */
  move(): void {
    for (const leave of this.leaving.splice(0)) leave();
  }

  /** Writes an event; ends the subscription when the reader is too far behind. */
  deliver(payload: string, cursor: EventCursor): void {
    if (this.over) return;
    if (!this.outlet.push(`${this.prefix}${payload}}`)) return this.fail(slowConsumer(this.last));
    this.last = cursor;
    this.count.frames++;
  }

  /** Writes something that is no event of the log. */
  show(payload: string): void {
    if (!this.over) this.outlet.push(`${this.prefix}${payload}}`);
  }

  /** Waits until the reader has taken most of what was written. */
  async calm(): Promise<void> {
    while (!this.over && this.outlet.waiting > CALM) await sleep(PAUSE);
  }

  /** Ends with an error that says how to go on. */
  fail(error: GraphQLError): void {
    this.leave();
    this.failed(error);
  }

  private leave(): void {
    if (this.over) return;
    this.over = true;
    this.move();
  }

  // ------------------------------------------------------------------ what graphql-ws sees

  async next(): Promise<IteratorResult<never, void>> {
    await this.ended;
    return { done: true, value: undefined };
  }

  /** The client unsubscribed or is gone. */
  async return(): Promise<IteratorResult<never, void>> {
    this.leave();
    this.end();
    return { done: true, value: undefined };
  }

  async throw(): Promise<IteratorResult<never, void>> {
    return this.return();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }
}
