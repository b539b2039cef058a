import { newUuid } from '@regulars/plugin-sdk';
import type { Data, TestCaller } from '@regulars/testing';

/** All that callers see of a member but for its history of entries and events. */
export const STATE = `query ($id: ID!) { member(by: { id: $id }) {
  id number status name gender birthDate language phone email joinedAt tags attributes
  identities { kind value verifiedAt } consents { purpose channel granted }
  points { balance pending debt lifetimeEarned held lots { quantity remaining state activeAt expiresAt } }
  tier { tier { code } since until state progress { next { code } toNext { metric required have } toKeep { metric required have } } }
  tierHistory { tier { code } from to }
  orders(first: 100) { nodes { id externalId tierAtOrder status net { amount } effects { kind summary amount reversed } } }
  stampCards { id stamps }
} }`;

const MERGE = `mutation ($survivor: ID!, $loser: ID!, $key: String!) { memberMerge(survivorId: $survivor, loserId: $loser, reason: "one person", idempotencyKey: $key) {
  operationId member { id } remainders { what } userErrors { code path } } }`;
const UNMERGE = `mutation ($id: ID!, $key: String!) { memberUnmerge(operationId: $id, idempotencyKey: $key) {
  member { id } remainders { module what count } userErrors { code path } } }`;

export const stateOf = async (staff: TestCaller, id: string): Promise<Data> => (await staff.ok(STATE, { id })).member;

export const merge = (staff: TestCaller, survivor: string, loser: string): Promise<Data> => staff.one(MERGE, { survivor, loser, key: newUuid() });

/** What became of it, refused or not. */
export const tryMerge = async (staff: TestCaller, survivor: string, loser: string, key = newUuid()): Promise<Data> => {
  const { data, errors } = await staff.run(MERGE, { survivor, loser, key });
  return data?.memberMerge ?? errors;
};

export const unmerge = (staff: TestCaller, id: string): Promise<Data> => staff.one(UNMERGE, { id, key: newUuid() });

export const tryUnmerge = async (staff: TestCaller, id: string): Promise<Data> => (await staff.run(UNMERGE, { id, key: newUuid() })).data.memberUnmerge;

const ORDER = `mutation ($input: OrderUpsertInput!, $key: String!) { orderUpsert(input: $input, idempotencyKey: $key) { order { id member { id } } userErrors { code path message } } }`;

export interface Purchase {
  readonly id: string;
  readonly revision?: number;
  readonly amount: number;
  readonly refunded?: boolean;
  readonly day?: number;
  readonly paidWithPoints?: number;
}

const placed = (day: number): string => new Date(Date.UTC(2025, 9, 1 + day, 4)).toISOString();

/** An order of one line at noon of the `day`th day since 2025-10-01. */
export const orderOf = (memberId: string, { id, revision = 1, amount, refunded = false, day = 0, paidWithPoints = 0 }: Purchase): object => ({
  source: 'pos', externalId: id, revision, status: 'PAID', member: { id: memberId }, channel: 'POS', placedAt: placed(day),
  ...(revision > 1 ? { updatedAt: new Date(Date.parse(placed(day)) + revision * 3_600_000).toISOString() } : {}), paidWithPoints: String(paidWithPoints),
  lines: [{ number: 1, sku: 'TEA', quantity: 1, unitPrice: String(amount), refundedQuantity: refunded ? 1 : 0 }],
});

export const buy = (staff: TestCaller, memberId: string, purchase: Purchase): Promise<Data> => staff.one(ORDER, { input: orderOf(memberId, purchase), key: newUuid() });

export const grant = (staff: TestCaller, memberId: string, points: number, expiresAt: string | null = null): Promise<Data> =>
  staff.one('mutation ($memberId: ID!, $points: Int!, $expiresAt: DateTime, $key: String!) { pointsGrant(memberId: $memberId, points: $points, reason: "gift", expiresAt: $expiresAt, idempotencyKey: $key) { member { id } userErrors { message } } }',
    { memberId, points, expiresAt, key: newUuid() });

/** Refused where there are too few. */
export const burn = async (staff: TestCaller, memberId: string, points: number): Promise<Data> =>
  (await staff.run('mutation ($memberId: ID!, $points: Int!, $key: String!) { pointsBurn(memberId: $memberId, points: $points, reason: "use", idempotencyKey: $key) { member { id } userErrors { code } } }',
    { memberId, points, key: newUuid() })).data?.pointsBurn;
