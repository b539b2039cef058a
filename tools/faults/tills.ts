import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GatewayProcess } from './gateway-process';

const ORDER = `mutation ($input: OrderUpsertInput!, $key: String!) {
  orderUpsert(input: $input, idempotencyKey: $key) { order { id } userErrors { code message path } } }`;

export interface Sent {
  readonly externalId: string;
  readonly memberId: string;
  readonly pounds: number;
}

/** Tills that send one order after the other; an order that got no answer is sent again, with the same key, to the other gateway. */
export class Tills {
  readonly acknowledged: Sent[] = [];
  resent = 0;
  private readonly started = Date.now();
  private running = true;
  private serial = 0;

  constructor(private readonly gateways: readonly GatewayProcess[], private readonly token: string, private readonly memberIds: readonly string[]) {}

  async run(tills: number): Promise<void> {
    await Promise.all(Array.from({ length: tills }, (_, index) => this.till(index)));
  }

  stop(): void {
    this.running = false;
  }

  private async till(index: number): Promise<void> {
    while (this.running) {
      const serial = ++this.serial;
      const sent = { externalId: `F${serial}`, memberId: this.memberIds[serial % this.memberIds.length] as string, pounds: 1 + (serial % 40) };
      await this.sendUntilAnswered(sent, index);
      this.acknowledged.push(sent);
      // Every tenth is sent once more, as a till does that is not sure.
      if (serial % 10 === 0) await this.sendUntilAnswered(sent, index + 1);
    }
  }

  private async sendUntilAnswered(order: Sent, first: number): Promise<void> {
    const key = `${order.externalId}-${randomUUID()}`;
    for (let attempt = 0; ; attempt++) {
      const url = this.gateways[(first + attempt) % this.gateways.length]?.url;
      if (url && (await this.send(url, order, key))) return;
      this.resent++;
      await sleep(20);
    }
  }

  /** False when no answer came; throws when the answer is a refusal. */
  private async send(url: string, order: Sent, key: string): Promise<boolean> {
    const input = {
      source: 'till', externalId: order.externalId, member: { id: order.memberId }, placedAt: new Date(this.started).toISOString(),
      lines: [{ number: 1, sku: 'A', quantity: 1, unitPrice: `${order.pounds}.00` }],
    };
    let text: string;
    try {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${this.token}` }, body: JSON.stringify({ query: ORDER, variables: { input, key } }), signal: AbortSignal.timeout(10_000),
      });
      text = await response.text();
      if (response.status >= 500) return false;
    } catch {
      return false;
    }
    const { data, errors } = JSON.parse(text) as { data?: { orderUpsert?: { order: object | null; userErrors: object[] } }; errors?: { extensions?: { code?: string } }[] };
    if (data?.orderUpsert?.order) return true;
    if (errors?.some(({ extensions }) => extensions?.code === 'INTERNAL')) return false;
    throw new Error(`An order was refused: ${text}`);
  }
}
