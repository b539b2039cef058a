import type { TestCaller } from '@regulars/testing';
import type { OrderUpsertInput } from '../src/api/order.inputs';

const MEMBER_JOIN = `mutation ($input: MemberJoinInput!, $key: String!) {
  memberJoin(input: $input, idempotencyKey: $key) { member { id } userErrors { code message path } }
}`;

export const ORDER_UPSERT = `mutation ($input: OrderUpsertInput!, $key: String!) {
  orderUpsert(input: $input, idempotencyKey: $key) {
    order { id revision status member { id } net { amount currency } }
    userErrors { __typename code path ... on OrderRevisionConflictError { revision } ... on NotFoundError { id } }
  }
}`;

export const ORDERS_UPSERT = `mutation ($inputs: [OrderUpsertInput!]!, $key: String!) {
  ordersUpsert(inputs: $inputs, idempotencyKey: $key) {
    results { index order { externalId revision status } userErrors { __typename code path } } userErrors { code path }
  }
}`;

/** An order as a client would send it: instants as texts, defaults left out. */
export type OrderJson = Partial<Omit<OrderUpsertInput, 'placedAt' | 'updatedAt' | 'lines'>> & {
  readonly placedAt?: string;
  readonly updatedAt?: string;
  readonly lines?: readonly object[];
};

export const line = (changes: object = {}): object => ({ number: 1, sku: 'TEA', quantity: 2, unitPrice: '50', ...changes });

/** Two teas for 100 TWD at ten in the morning of the test clock's first day. */
export const orderJson = (changes: OrderJson = {}): OrderJson => ({
  source: 'pos', externalId: 'A-1', placedAt: '2026-01-05T10:00:00+08:00', lines: [line()], ...changes,
});

let keys = 0;
export const newKey = (): string => `key-${++keys}`;

/** A new member's public id. */
export async function join(caller: TestCaller, phone: string): Promise<string> {
  return (await caller.one(MEMBER_JOIN, { input: { phone }, key: newKey() })).member.id as string;
}

/** A new store; answers its code. */
export async function openStore(caller: TestCaller, code: string): Promise<string> {
  await caller.ok('mutation ($input: StoreInput!) { storeCreate(input: $input) { userErrors { code message path } } }', { input: { code, name: `Store ${code}` } });
  return code;
}

/** What `orderUpsert` answers. */
export async function upsert(caller: TestCaller, changes: OrderJson = {}, key = newKey()): Promise<ReturnType<typeof JSON.parse>> {
  const { data, errors } = await caller.run(ORDER_UPSERT, { input: orderJson(changes), key });
  if (errors) throw new Error(JSON.stringify(errors));
  return data.orderUpsert;
}
