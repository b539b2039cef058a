import type { TestCaller, TestShop } from '@regulars/testing';
import { readId } from '@regulars/plugin-sdk';

export const JOIN = `mutation ($input: MemberJoinInput!, $key: String!) {
  memberJoin(input: $input, idempotencyKey: $key) { member { id } userErrors { code message path } } }`;
export const ORDER = `mutation ($input: OrderUpsertInput!, $key: String!) {
  orderUpsert(input: $input, idempotencyKey: $key) {
    order { id tierAtOrder member { tier { tier { code } } } }
    effects { kind summary reversed explanation }
    userErrors { code message path } } }`;
export const ORDERS = `mutation ($inputs: [OrderUpsertInput!]!, $key: String!) {
  ordersUpsert(inputs: $inputs, idempotencyKey: $key) { results { order { id tierAtOrder } userErrors { code path } } userErrors { code } } }`;
export const CREATE = `mutation ($input: TierProgramInput!) { tierProgramCreate(input: $input) { program { id version state } userErrors { code message path } } }`;
export const UPDATE = `mutation ($id: ID!, $input: TierProgramInput!) { tierProgramUpdate(id: $id, input: $input) { program { id version state } userErrors { __typename code message path } } }`;
export const ACTIVATE = `mutation ($id: ID!, $at: DateTime) { tierProgramActivate(id: $id, at: $at) { program { id state activatedAt } userErrors { __typename code path } } }`;
export const SET = `mutation ($id: ID!, $code: String!, $until: DateTime, $lock: Boolean! = false, $reason: String! = "A guest of the house", $key: String!) {
  tierSet(memberId: $id, tierCode: $code, until: $until, lock: $lock, reason: $reason, idempotencyKey: $key) {
    member { tier { tier { code } state until } } userErrors { __typename code path } } }`;
export const UNLOCK = `mutation ($id: ID!, $key: String!) {
  tierUnlock(memberId: $id, reason: "Enough", idempotencyKey: $key) { member { tier { tier { code } state until } } userErrors { __typename code path } } }`;
export const TIER = `query ($id: ID!) { member(by: { id: $id }) { tier {
  tier { code name rank } since until state progress { next { code } toNext { metric required have } toKeep { metric required have } } } } }`;
export const HISTORY = `query ($id: ID!) { member(by: { id: $id }) { tierHistory { tier { code } from to reason } } }`;
export const TIER_AT = `query ($id: ID!, $at: DateTime!) { tierAt(memberId: $id, at: $at) { code } }`;

let keys = 0;
export const newKey = (): string => `key-${++keys}`;
export const uuidOf = (memberId: string): string => readId('mbr', memberId) as string;

const spend = (atLeast: string): object => ({ conditions: [{ metric: 'NET_SPEND', atLeast, window: 'ROLLING_DAYS', count: 365 }] });

/** The retail demo's ladder. */
export const LADDER = [
  { code: 'MEMBER', name: 'Member', rank: 0 },
  { code: 'SILVER', name: 'Silver', rank: 1, upgradeWhen: spend('500'), multiplierBp: 12_500 },
  { code: 'GOLD', name: 'Gold', rank: 2, upgradeWhen: spend('2000'), multiplierBp: 15_000 },
  { code: 'PLATINUM', name: 'Platinum', rank: 3, upgradeWhen: spend('5000'), multiplierBp: 20_000 },
];

export class Shop {
  constructor(readonly shop: TestShop, readonly staff: TestCaller = shop.everything()) {}

  async program(input: object, at: string | null = '2020-01-01T00:00:00Z'): Promise<string> {
    const { program } = await this.staff.one(CREATE, { input });
    await this.staff.ok(ACTIVATE, { id: program.id, at });
    return program.id as string;
  }

  async join(phone = `09${String(10_000_000 + ++keys)}`): Promise<string> {
    return (await this.staff.one(JOIN, { input: { phone }, key: newKey() })).member.id as string;
  }

  /** One line of one thing at `amount`; answers the payload, with the effects on the tier only. */
  async buy(memberId: string | null, externalId: string, amount: string, more: Record<string, unknown> = {}): Promise<ReturnType<typeof JSON.parse>> {
    const payload = await this.staff.one(ORDER, { input: orderInput(memberId, externalId, amount, more), key: newKey() });
    return { ...payload, effects: payload.effects.filter(({ kind }: { kind: string }) => kind === 'tier') };
  }

  async tierOf(memberId: string): Promise<string> {
    return (await this.staff.one(TIER, { id: memberId })).tier.tier.code as string;
  }

  async history(memberId: string): Promise<string[]> {
    const { tierHistory } = await this.staff.one(HISTORY, { id: memberId });
    return tierHistory.map((period: { tier: { code: string }; from: string; to: string | null; reason: string }) =>
      `${period.tier.code} ${period.from} ${period.to ?? ''} ${period.reason}`);
  }
}

export function orderInput(memberId: string | null, externalId: string, amount: string, more: Record<string, unknown> = {}): object {
  const { refundedQuantity = 0, quantity = 1, ...rest } = more;
  return {
    source: 'pos', externalId, placedAt: '2026-01-05T05:00:00Z', lines: [{ number: 1, sku: 'TEA', quantity, unitPrice: amount, refundedQuantity }],
    ...(memberId === null ? {} : { member: { id: memberId } }), ...rest,
  };
}
