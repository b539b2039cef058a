import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAcknowledged, OrderBook, type Sent } from '../orders';
import type { FaultShop } from '../shop';

const PATIENCE = 5_000; // ms until a client hangs up and sends again
const AGAIN_AFTER = 100; // ms, whatever the answer says

interface Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly text: string;
}

/** Clients without manners: more than the gateway takes at once, who send again at once whatever it says. */
export class Crowd {
  readonly acknowledged: Sent[] = [];
  /** When each was acknowledged, by `performance.now()`. */
  readonly times: number[] = [];
  /** ms that answers took which sent somebody away. */
  readonly shed: number[] = [];
  hungUp = 0;
  /** Answers of 503 that do not say when to come again. */
  silent = 0;
  readonly refusals: string[] = [];
  private running = true;
  private readonly orders: OrderBook;
  private readonly agent = new Agent({ keepAlive: true });

  constructor(private readonly url: string, private readonly shop: FaultShop, prefix: string) {
    this.orders = new OrderBook(shop, prefix);
  }

  async run(clients: number): Promise<void> {
    await Promise.all(Array.from({ length: clients }, () => this.client()));
    this.agent.destroy();
  }

  stop(): void {
    this.running = false;
  }

  /** Acknowledged a second, between two moments. */
  rate(from: number, to: number): number {
    return this.times.filter((time) => time >= from && time < to).length / ((to - from) / 1_000);
  }

  private async client(): Promise<void> {
    while (this.running) {
      const { sent, body } = this.orders.next();
      while (!(await this.isTaken(body))) {
        if (!this.running) return;
        await sleep(AGAIN_AFTER);
      }
      this.acknowledged.push(sent);
      this.times.push(performance.now());
    }
  }

  private async isTaken(body: string): Promise<boolean> {
    const began = performance.now();
    const answer = await this.post(body).catch(() => null);
    if (!answer) {
      this.hungUp++;
      return false;
    }
    if (answer.status === 503) {
      if (answer.retryAfter === undefined) this.silent++;
      if (answer.text.includes('Too much is asked')) this.shed.push(performance.now() - began);
      return false;
    }
    const acknowledged = isAcknowledged(answer.text);
    if (acknowledged === null) this.refusals.push(answer.text.slice(0, 200));
    return acknowledged ?? true;
  }

  private post(body: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${this.shop.token}`, 'content-length': Buffer.byteLength(body) };
      const asked = request(`${this.url}/graphql`, { method: 'POST', agent: this.agent, headers, signal: AbortSignal.timeout(PATIENCE) }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part: string) => (text += part));
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, retryAfter: answer.headers['retry-after'], text }));
        answer.on('error', reject);
      });
      asked.on('error', reject);
      asked.end(body);
    });
  }
}
