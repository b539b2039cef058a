import type { TestCaller } from '@regulars/testing';

const JOIN = 'mutation ($input: MemberJoinInput!, $key: String!) { memberJoin(input: $input, idempotencyKey: $key) { member { id } userErrors { message } } }';
const ORDER = 'mutation ($input: OrderUpsertInput!, $key: String!) { orderUpsert(input: $input, idempotencyKey: $key) { order { id } userErrors { message } } }';

export const WRITE = `mutation ($input: ThankYouWriteInput!, $key: String!) {
  thankYouWrite(input: $input, idempotencyKey: $key) { card { id text member { id } order { id } } userErrors { code message path } }
}`;

export const READ = `mutation ($id: ID!, $key: String!) {
  thankYouRead(id: $id, idempotencyKey: $key) { card { id readAt } userErrors { code message path } }
}`;

/** A new member's id. */
export const join = async (staff: TestCaller, phone: string): Promise<string> => (await staff.one(JOIN, { input: { phone }, key: `join-${phone}` })).member.id;

/** An order of theirs, as it stands at a revision; its id. */
export async function sell(staff: TestCaller, memberId: string, externalId: string, amount: number, change: { readonly revision?: number; readonly status?: 'VOIDED' } = {}): Promise<string> {
  const at = '2026-01-04T04:00:00Z';
  const lines = [{ number: 1, sku: 'TEA', quantity: 1, unitPrice: String(amount) }];
  const input = { source: 'till', externalId, member: { id: memberId }, placedAt: at, updatedAt: at, lines, ...change };
  return (await staff.one(ORDER, { input, key: `${externalId} ${change.revision ?? 1}` })).order.id;
}
