/** What a fake does, once, instead of answering as its provider would. */
export type Fault =
  /** Nothing is done, and this is answered. */
  | { readonly kind: 'status'; readonly status: number; readonly retryAfter?: number; readonly body?: string }
  /** Done and answered, but late. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** Nothing is done, and the connection ends without an answer. */
  | { readonly kind: 'cut' }
  /** Done, and the connection ends before the answer: who asked cannot know. */
  | { readonly kind: 'cut-after' };

export const status = (code: number, more: { readonly retryAfter?: number; readonly body?: string } = {}): Fault => ({ kind: 'status', status: code, ...more });
export const slow = (ms: number): Fault => ({ kind: 'slow', ms });
export const CUT: Fault = { kind: 'cut' };
export const CUT_AFTER: Fault = { kind: 'cut-after' };

/** How a fake misbehaves: the next requests as they are told, and then each nth. */
export class Faults {
  private readonly queue: (Fault | null)[] = [];
  private nth = 0;
  private asked = 0;
  private regular: readonly Fault[] = [];

  /** The next requests, in order; null behaves. */
  next(...faults: (Fault | null)[]): void {
    this.queue.push(...faults);
  }

  /** Each nth request from now on has one of these, in turn; 0 ends it. */
  every(nth: number, ...faults: Fault[]): void {
    [this.nth, this.regular, this.asked] = [nth, faults, 0];
  }

  take(): Fault | null {
    if (this.queue.length > 0) return this.queue.shift() ?? null;
    if (this.nth === 0 || this.regular.length === 0) return null;
    this.asked += 1;
    if (this.asked % this.nth !== 0) return null;
    return this.regular[(this.asked / this.nth - 1) % this.regular.length] ?? null;
  }
}
