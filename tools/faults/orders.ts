import { randomUUID } from 'node:crypto';
import type { FaultShop } from './shop';

const ORDER = `mutation ($input: OrderUpsertInput!, $key: String!) {
  orderUpsert(input: $input, idempotencyKey: $key) { order { id } userErrors { code message path } } }`;
const READ = `query ($id: ID!) { member(by: { id: $id }) { id points { balance } orders(first: 3) { nodes { id externalId net { amount } } } } }`;

export interface Sent {
  readonly externalId: string;
  readonly memberId: string;
  readonly pounds: number;
}

/** Orders of a shop's members in turn; each knows its key, so that it can be sent again. */
export class OrderBook {
  private readonly placedAt = new Date().toISOString();
  private serial = 0;

  /** @param prefix of the external ids, one for each run */
  constructor(private readonly shop: FaultShop, private readonly prefix: string) {}

  next(): { readonly sent: Sent; readonly body: string; readonly serial: number } {
    const serial = ++this.serial;
    const sent = { externalId: `${this.prefix}${serial}`, memberId: this.memberOf(serial), pounds: 1 + (serial % 40) };
    const input = {
      source: 'till', externalId: sent.externalId, member: { id: sent.memberId }, placedAt: this.placedAt,
      lines: [{ number: 1, sku: 'A', quantity: 1, unitPrice: `${sent.pounds}.00` }],
    };
    return { sent, serial, body: JSON.stringify({ query: ORDER, variables: { input, key: `${sent.externalId}-${randomUUID()}` } }) };
  }

  /** A question about a member. */
  question(): string {
    return JSON.stringify({ query: READ, variables: { id: this.memberOf(++this.serial) } });
  }

  private memberOf(serial: number): string {
    return this.shop.memberIds[serial % this.shop.memberIds.length] as string;
  }
}

/** Whether the gateway acknowledged an order; null when the answer is a refusal, which no order of ours should get. */
export function isAcknowledged(text: string): boolean | null {
  const { data, errors } = JSON.parse(text) as { data?: { orderUpsert?: { order: object | null } }; errors?: { extensions?: { code?: string; retryable?: boolean } }[] };
  if (data?.orderUpsert?.order) return true;
  return errors?.some(({ extensions }) => extensions?.code === 'INTERNAL' || extensions?.retryable === true) ? false : null;
}
