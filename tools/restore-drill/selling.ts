import { isAcknowledged, OrderBook, type Sent } from '../faults/orders';
import type { FaultShop } from '../faults/shop';
import type { Served } from './installation';

/** An order as it was sent: sent again it has the same key. */
export interface Order extends Sent {
  readonly serial: number;
  readonly body: string;
}

/** Tills over one gateway that never fails. */
export class Selling {
  /** Acknowledged, in that order. */
  readonly sold: Order[] = [];
  /** How many were sent, answered or not. */
  begun = 0;
  private running = true;
  private readonly orders: OrderBook;

  /** @param prefix of the orders' external ids, which goes before their number */
  constructor(private readonly served: Served, private readonly shop: FaultShop, prefix: string) {
    this.orders = new OrderBook(shop, prefix);
  }

  /** Resolves after `stop`, once every order that was sent is answered. */
  async run(tills: number): Promise<void> {
    await Promise.all(Array.from({ length: tills }, () => this.till()));
  }

  stop(): void {
    this.running = false;
  }

  private async till(): Promise<void> {
    while (this.running) {
      const { sent, serial, body } = this.orders.next();
      this.begun = serial;
      await send(this.served, this.shop, body);
      this.sold.push({ ...sent, serial, body });
    }
  }
}

/** Throws unless it is acknowledged. */
export async function send({ graphql }: Served, { token }: FaultShop, body: string): Promise<void> {
  const response = await fetch(graphql, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` }, body });
  const text = await response.text();
  if (isAcknowledged(text) !== true) throw new Error(`An order was not taken: ${text}`);
}
