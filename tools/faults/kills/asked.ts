import { randomUUID } from 'node:crypto';
import { OrderBook, type Sent } from '../orders';
import type { FaultShop } from '../shop';

/** A mutation that is asked for, and what it comes to. */
export interface Asked {
  readonly key: string;
  readonly body: string;
  /** Counts its effects, by `$1`. */
  readonly effects: string;
  readonly value: string;
  /** What it answers, all but the id of what it made. */
  readonly answers: (id: string) => object;
  readonly idIn: (answer: Answered) => string | undefined;
  /** The order, when it is one. */
  readonly order: Sent | null;
}

interface Answered {
  readonly orderUpsert?: { readonly order?: { readonly id: string } | null };
  readonly pointsGrant?: { readonly entry?: { readonly id: string } | null };
}

const GRANT = `mutation ($member: ID!, $points: Int!, $reason: String!, $key: String!) {
  pointsGrant(memberId: $member, points: $points, reason: $reason, idempotencyKey: $key) { entry { id points reason } userErrors { code message path } } }`;

/** By turns an order, and points out of nothing, of which only the key says that they are the same. */
export class AskedInTurn {
  private readonly orders: OrderBook;
  private turn = 0;

  constructor(private readonly shop: FaultShop) {
    this.orders = new OrderBook(shop, 'U');
  }

  next(): Asked {
    return this.turn++ % 2 === 0 ? this.order() : this.grant();
  }

  private order(): Asked {
    const { sent, key, body } = this.orders.next();
    const { externalId, pounds } = sent;
    return {
      key, body, order: sent, effects: 'SELECT count(*)::int AS effects FROM "order"."order" WHERE external_id = $1', value: externalId,
      answers: (id) => ({ orderUpsert: { order: { id, externalId, net: { amount: `${pounds}.00` } }, userErrors: [] } }), idIn: ({ orderUpsert }) => orderUpsert?.order?.id,
    };
  }

  private grant(): Asked {
    const { memberIds } = this.shop;
    // As many as nothing else here is worth: reasons are sealed, so the amount must tell which grant it was.
    const [key, reason, points] = [randomUUID(), `Unanswered ${this.turn}`, 100_000 + this.turn];
    const variables = { member: memberIds[this.turn % memberIds.length], points, reason, key };
    return {
      key, body: JSON.stringify({ query: GRANT, variables }), order: null, effects: 'SELECT count(*)::int AS effects FROM points.entry WHERE points = $1::int', value: String(points),
      answers: (id) => ({ pointsGrant: { entry: { id, points, reason }, userErrors: [] } }), idIn: ({ pointsGrant }) => pointsGrant?.entry?.id,
    };
  }
}

/** Whether a text is what is answered to somebody whom nothing disturbed. */
export function isAnswerTo(asked: Asked, text: string): boolean {
  const id = asked.idIn(JSON.parse(text) as Answered);
  return id !== undefined && text === JSON.stringify(asked.answers(id));
}
