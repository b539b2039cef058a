import type { TestCaller } from '@regulars/testing';

const ERRORS = 'userErrors { __typename code message path }';

export const RULE_CREATE = `mutation ($input: EarnRuleInput!) { earnRuleCreate(input: $input) { rule { id code state version } ${ERRORS} } }`;
export const RULE_UPDATE = `mutation ($id: ID!, $input: EarnRuleInput!) { earnRuleUpdate(id: $id, input: $input) { rule { id code state version } ${ERRORS} } }`;
export const RULE_ACTIVATE = `mutation ($id: ID!, $at: DateTime) { earnRuleActivate(id: $id, at: $at) { rule { id state version liveFrom liveTo } ${ERRORS} } }`;
export const RULE_END = `mutation ($id: ID!, $at: DateTime) { earnRuleEnd(id: $id, at: $at) { rule { id state version liveFrom liveTo } ${ERRORS} } }`;
export const RULES = '{ earnRules { id code state version } }';
export const SETTINGS_UPDATE = `mutation ($input: PointsSettingsInput!, $expectedVersion: Int) { pointsSettingsUpdate(input: $input, expectedVersion: $expectedVersion) { settings { version } ${ERRORS} } }`;

const ENTRY = 'entry { id kind points balanceAfter at reason explanation }';
const REQUEST = 'request { id state points reason requestedBy isOwn decidedBy }';
export const GRANT = `mutation ($memberId: ID!, $points: Int!, $reason: String!, $expiresAt: DateTime, $key: String!) {
  pointsGrant(memberId: $memberId, points: $points, reason: $reason, expiresAt: $expiresAt, idempotencyKey: $key) { ${ENTRY} ${REQUEST} member { id points { balance } } ${ERRORS} }
}`;
export const APPROVE = `mutation ($id: ID!, $key: String!) { pointsGrantApprove(id: $id, idempotencyKey: $key) { ${ENTRY} ${REQUEST} member { id points { balance } } ${ERRORS} } }`;
export const REJECT = `mutation ($id: ID!, $reason: String!, $key: String!) { pointsGrantReject(id: $id, reason: $reason, idempotencyKey: $key) { entry { id } ${REQUEST} ${ERRORS} } }`;
export const BURN = `mutation ($memberId: ID!, $points: Int!, $reason: String!, $key: String!) {
  pointsBurn(memberId: $memberId, points: $points, reason: $reason, idempotencyKey: $key) {
    ${ENTRY} member { id points { balance } } userErrors { __typename code path ... on InsufficientPointsError { required available } }
  }
}`;
export const UPSERT = `mutation ($input: OrderUpsertInput!, $key: String!) {
  orderUpsert(input: $input, idempotencyKey: $key) { order { id } effects { kind summary amount reversed explanation } userErrors { code message path } }
}`;
export const UPSERTS = 'mutation ($inputs: [OrderUpsertInput!]!, $key: String!) { ordersUpsert(inputs: $inputs, idempotencyKey: $key) { results { userErrors { code message path } } userErrors { code message path } } }';
export const WALLET = `query ($id: ID!) { member(by: { id: $id }) { points {
  balance pending debt held lifetimeEarned nextExpiry { points on } lots { quantity remaining state activeAt expiresAt }
  entries(first: 100) { nodes { kind points balanceAfter at reason order { externalId } } }
} } }`;

let keys = 0;
export const newKey = (): string => `key-${++keys}`;

const JOIN = 'mutation ($input: MemberJoinInput!, $key: String!) { memberJoin(input: $input, idempotencyKey: $key) { member { id } userErrors { message path } } }';
let phones = 0;

/** A new member's public id. */
export async function join(caller: TestCaller): Promise<string> {
  return (await caller.one(JOIN, { input: { phone: `09${String(10_000_000 + ++phones)}` }, key: newKey() })).member.id as string;
}

export const line = (changes: object = {}): object => ({ number: 1, sku: 'TEA', category: 'drinks', quantity: 1, unitPrice: '1250', ...changes });

/** One tea of 1,250 TWD at ten in the morning of the test clock's first day. */
export const orderJson = (changes: object = {}): object => ({ source: 'pos', externalId: 'A-1', placedAt: '2026-01-05T10:00:00+08:00', lines: [line()], ...changes });

export const upsert = (caller: TestCaller, changes: object = {}): Promise<ReturnType<typeof JSON.parse>> => caller.one(UPSERT, { input: orderJson(changes), key: newKey() });

export const rule = (changes: object = {}): object => ({ code: 'base', name: '1 point per 100', kind: 'PER_AMOUNT', points: 1, amount: '100', ...changes });

/** A rule that has been live for long; answers its id. */
export async function liveRule(caller: TestCaller, changes: object = {}, at = '2000-01-01T00:00:00Z'): Promise<string> {
  const { rule: created } = await caller.one(RULE_CREATE, { input: rule(changes) });
  await caller.ok(RULE_ACTIVATE, { id: created.id, at });
  return created.id as string;
}

export const grant = (caller: TestCaller, memberId: string, points: number, more: object = {}): Promise<ReturnType<typeof JSON.parse>> =>
  caller.one(GRANT, { memberId, points, reason: 'goodwill', key: newKey(), ...more });

export const burn = (caller: TestCaller, memberId: string, points: number): Promise<ReturnType<typeof JSON.parse>> =>
  caller.one(BURN, { memberId, points, reason: 'a mug', key: newKey() });

export const walletOf = async (caller: TestCaller, memberId: string): Promise<ReturnType<typeof JSON.parse>> => (await caller.one(WALLET, { id: memberId })).points;
