import { randomUUID } from 'node:crypto';
import type { FaultShop } from './shop';

const ORDER = `mutation ($input: OrderUpsertInput!, $key: String!) {
  orderUpsert(input: $input, idempotencyKey: $key) { order { id externalId net { amount } } userErrors { code message path } } }`;
const READ = `query ($id: ID!) { member(by: { id: $id }) { id points { balance } orders(first: 3) { nodes { id externalId net { amount } } } } }`;

export interface Sent {
  readonly externalId: string;
  readonly memberId: string;
  readonly pounds: number;
}

export const questionAbout = (memberId: string): string => JSON.stringify({ query: READ, variables: { id: memberId } });

/** Orders of a shop's members in turn; each knows its key, so that it can be sent again. */
export class OrderBook {
  private readonly placedAt = new Date().toISOString();
  private serial = 0;

  /** @param prefix of the external ids, one for each run */
  constructor(private readonly shop: FaultShop, private readonly prefix: string) {}

  next(): { readonly sent: Sent; readonly body: string; readonly key: string; readonly serial: number } {
    const serial = ++this.serial;
    const sent = { externalId: `${this.prefix}${serial}`, memberId: this.memberOf(serial), pounds: 1 + (serial % 40) };
    const input = {
      source: 'till', externalId: sent.externalId, member: { id: sent.memberId }, placedAt: this.placedAt,
      lines: [{ number: 1, sku: 'A', quantity: 1, unitPrice: `${sent.pounds}.00` }],
    };
    const key = `${sent.externalId}-${randomUUID()}`;
    return { sent, serial, key, body: JSON.stringify({ query: ORDER, variables: { input, key } }) };
  }

  /** A question about a member, each in turn. */
  question(): string {
    return questionAbout(this.memberOf(++this.serial));
  }

  private memberOf(serial: number): string {
    return this.shop.memberIds[serial % this.shop.memberIds.length] as string;
  }
}

interface Fault {
  readonly extensions?: { readonly code?: string; readonly retryable?: boolean };
}

/** Whether an operation failed for a reason that passes, and may be sent again. */
export const isPassing = (errors: readonly Fault[] | undefined): boolean => errors?.some(({ extensions }) => extensions?.code === 'INTERNAL' || extensions?.retryable === true) ?? false;

/** Whether the gateway acknowledged an order; null when the answer is a refusal, which no order of ours should get. */
export function isAcknowledged(text: string): boolean | null {
  const { data, errors } = JSON.parse(text) as { data?: { orderUpsert?: { order: object | null } }; errors?: Fault[] };
  if (data?.orderUpsert?.order) return true;
  return isPassing(errors) ? false : null;
}
