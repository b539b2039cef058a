import { setTimeout as sleep } from 'node:timers/promises';
import { isAcknowledged, OrderBook, type Sent } from './orders';
import type { FaultShop } from './shop';

const PAUSE = 10; // ms between an answer and a caller's next request

/** Callers who send one request after the other and none twice: whatever is no full answer is a failure. */
export class Callers {
  readonly acknowledged: Sent[] = [];
  readonly failures: string[] = [];
  queries = 0;
  /** ms of the slowest answer. */
  slowest = 0;
  private running = true;
  private readonly orders: OrderBook;

  constructor(private readonly url: string, private readonly shop: FaultShop, prefix: string) {
    this.orders = new OrderBook(shop, prefix);
  }

  async run({ tills, readers }: { readonly tills: number; readonly readers: number }): Promise<void> {
    await Promise.all([...Array.from({ length: tills }, () => this.while(() => this.order())), ...Array.from({ length: readers }, () => this.while(() => this.read()))]);
  }

  stop(): void {
    this.running = false;
  }

  private async while(work: () => Promise<void>): Promise<void> {
    for (; this.running; await sleep(PAUSE)) await work();
  }

  private async order(): Promise<void> {
    const { sent, body } = this.orders.next();
    if (await this.send(body, (text) => isAcknowledged(text) === true)) this.acknowledged.push(sent);
  }

  private async read(): Promise<void> {
    if (await this.send(this.orders.question(), (text) => !text.includes('"errors"') && text.includes('"balance"'))) this.queries++;
  }

  private async send(body: string, isAnswer: (text: string) => boolean): Promise<boolean> {
    const began = performance.now();
    try {
      const response = await fetch(`${this.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${this.shop.token}` }, body });
      const text = await response.text();
      if (response.status === 200 && isAnswer(text)) return true;
      this.failures.push(`${response.status} ${text.slice(0, 200)}`);
    } catch (error) {
      this.failures.push(String((error as { cause?: unknown }).cause ?? error));
    } finally {
      this.slowest = Math.max(this.slowest, performance.now() - began);
    }
    return false;
  }
}
