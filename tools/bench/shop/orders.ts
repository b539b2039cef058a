import { randomUUID } from 'node:crypto';

export const SOURCE = 'till';
export const STORE = 'S1';

/** A basket of three things for 23.50. */
const LINES = [
  { number: 1, sku: 'T01', name: 'Tea', category: 'Drinks', quantity: 2, unitPrice: '4.50' },
  { number: 2, sku: 'C04', name: 'Carrot cake', category: 'Food', quantity: 1, unitPrice: '5.50' },
  { number: 3, sku: 'B11', name: 'Breakfast for one', category: 'Food', quantity: 1, unitPrice: '9.00' },
];

/** The till's order, and what it shows when it is through. */
export const ORDER_UPSERT = `mutation Order($input: OrderUpsertInput!, $key: String!) {
  orderUpsert(input: $input, idempotencyKey: $key) {
    order {
      id status businessDate net { amount currency }
      member { id number points { balance } tier { tier { code name } } stampCards { stamps remaining program { name } } }
    }
    effects { kind summary amount }
    userErrors { code message path }
  }
}`;

export interface NewOrder {
  readonly input: Readonly<Record<string, unknown>>;
  readonly key: string;
}

/** @param member what names the member: `{ id }` or another identifier */
export const newOrder = (externalId: string, member: object, placedAt = new Date()): NewOrder => ({
  input: { source: SOURCE, externalId, member, storeCode: STORE, channel: 'POS', placedAt: placedAt.toISOString(), lines: LINES },
  key: randomUUID(),
});
