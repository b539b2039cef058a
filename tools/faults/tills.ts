import { setTimeout as sleep } from 'node:timers/promises';
import { isAcknowledged, OrderBook, type Sent } from './orders';
import type { FaultShop } from './shop';

/** Where a gateway listens; null while it does not. */
export interface GatewayAddress {
  readonly url: string | null;
}

const PATIENCE = 10_000; // ms a till waits for an answer

/** Tills that send one order after the other; an order that got no answer is sent again, with the same key, to the next gateway. */
export class Tills {
  readonly acknowledged: Sent[] = [];
  resent = 0;
  /** ms of the longest wait for an answer, or for being told that there is none. */
  slowest = 0;
  private running = true;
  private readonly orders: OrderBook;

  constructor(private readonly gateways: readonly GatewayAddress[], private readonly shop: FaultShop, prefix: string) {
    this.orders = new OrderBook(shop, prefix);
  }

  async run(tills: number): Promise<void> {
    await Promise.all(Array.from({ length: tills }, (_, index) => this.till(index)));
  }

  stop(): void {
    this.running = false;
  }

  private async till(index: number): Promise<void> {
    while (this.running) {
      const { sent, serial, body } = this.orders.next();
      await this.sendUntilAnswered(body, index);
      this.acknowledged.push(sent);
      // Every tenth is sent once more, as a till does that is not sure.
      if (serial % 10 === 0) await this.sendUntilAnswered(body, index + 1);
    }
  }

  private async sendUntilAnswered(body: string, first: number): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      const url = this.gateways[(first + attempt) % this.gateways.length]?.url;
      if (url && (await this.send(url, body))) return;
      this.resent++;
      await sleep(20);
    }
  }

  /** False when no answer came; throws when the answer is a refusal. */
  private async send(url: string, body: string): Promise<boolean> {
    const began = performance.now();
    let text: string;
    try {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${this.shop.token}` }, body, signal: AbortSignal.timeout(PATIENCE),
      });
      text = await response.text();
      if (response.status >= 500) return false;
    } catch {
      return false;
    } finally {
      this.slowest = Math.max(this.slowest, performance.now() - began);
    }
    const acknowledged = isAcknowledged(text);
    if (acknowledged === null) throw new Error(`An order was refused: ${text}`);
    return acknowledged;
  }
}
