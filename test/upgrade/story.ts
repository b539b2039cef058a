import type { Answer, TestPlatform, TestShop } from '@regulars/testing';

/** Something a caller asked, and what it was answered. Ids are those of the recording, written out. */
export interface Operation {
  readonly name: string;
  /** Null: staff. */
  readonly memberId: string | null;
  readonly document: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly answer: Answer;
}

export interface Story {
  readonly brandId: string;
  /** The brand's time at the end. */
  readonly at: string;
  /** Mutations under a key, with what they answer when they are sent again at the end; then queries. */
  readonly operations: readonly Operation[];
}

const ERRORS = 'userErrors { __typename code message path }';
const JOIN = `mutation ($input: MemberJoinInput!, $key: String!) { memberJoin(input: $input, idempotencyKey: $key) { created member { id number name } ${ERRORS} } }`;
const SELL = `mutation ($input: OrderUpsertInput!, $key: String!) { orderUpsert(input: $input, idempotencyKey: $key) { order { id net { amount currency } tierAtOrder } effects { kind summary amount reversed } ${ERRORS} } }`;
const GRANT = `mutation ($id: ID!, $points: Int!, $key: String!) { pointsGrant(memberId: $id, points: $points, reason: "goodwill", idempotencyKey: $key) { entry { id kind points balanceAfter } ${ERRORS} } }`;
const BURN = `mutation ($id: ID!, $points: Int!, $key: String!) { pointsBurn(memberId: $id, points: $points, reason: "a cup", idempotencyKey: $key) { entry { id kind points balanceAfter } userErrors { __typename code message path ... on InsufficientPointsError { required available } } } }`;
const SET_TIER = `mutation ($id: ID!, $key: String!) { tierSet(memberId: $id, tierCode: "GOLD", lock: true, reason: "A guest of the house", idempotencyKey: $key) { member { tier { tier { code } state } } ${ERRORS} } }`;

const RULE = 'mutation ($input: EarnRuleInput!) { earnRuleCreate(input: $input) { rule { id } userErrors { message } } }';
const RULE_LIVE = 'mutation ($id: ID!, $at: DateTime) { earnRuleActivate(id: $id, at: $at) { rule { id } userErrors { message } } }';
const LADDER = 'mutation ($input: TierProgramInput!) { tierProgramCreate(input: $input) { program { id } userErrors { message } } }';
const LADDER_LIVE = 'mutation ($id: ID!, $at: DateTime) { tierProgramActivate(id: $id, at: $at) { program { id } userErrors { message } } }';
const CARD = 'mutation ($input: StampCardProgramInput!) { stampCardProgramCreate(input: $input) { program { id } userErrors { message } } }';
const CARD_LIVE = 'mutation ($id: ID!) { stampCardProgramActivate(id: $id) { program { id } userErrors { message } } }';

const spend = (atLeast: string): object => ({ conditions: [{ metric: 'NET_SPEND', atLeast, window: 'ROLLING_DAYS', count: 365 }] });
const TIERS = [
  { code: 'MEMBER', name: 'Member', rank: 0 },
  { code: 'SILVER', name: 'Silver', rank: 1, upgradeWhen: spend('500'), multiplierBp: 12_500 },
  { code: 'GOLD', name: 'Gold', rank: 2, upgradeWhen: spend('2000'), multiplierBp: 15_000, gifts: [{ on: 'UPGRADE', reward: { kind: 'points', spec: { points: 5 } } }] },
];

/** Rules that are live from long before. */
async function setUp(shop: TestShop): Promise<void> {
  const staff = shop.everything();
  const { rule } = await staff.one(RULE, { input: { code: 'base', name: '1 point per 100', kind: 'PER_AMOUNT', points: 1, amount: '100' } });
  await staff.ok(RULE_LIVE, { id: rule.id, at: '2000-01-01T00:00:00Z' });
  const ladder = await staff.one(LADDER, { input: { tiers: TIERS } });
  await staff.ok(LADDER_LIVE, { id: ladder.program.id, at: '2020-01-01T00:00:00Z' });
  const card = await staff.one(CARD, { input: { name: 'Ten cups', slots: 4, startsAt: '2025-01-01T00:00:00Z', rules: [{ kind: 'VISIT' }, { kind: 'PER_AMOUNT', amount: '500' }], rewards: [{ at: 4, reward: { kind: 'points', spec: { points: 7 } } }] } });
  await staff.ok(CARD_LIVE, { id: card.program.id });
}

const order = (externalId: string, member: string, unitPrice: string, more: object = {}): object => ({
  source: 'pos', externalId, member: { id: member }, placedAt: '2026-01-05T03:00:00Z', lines: [{ number: 1, sku: 'TEA', name: '珍珠奶茶', quantity: 2, unitPrice }], ...more,
});
const refund = (unitPrice: string): object => ({ revision: 2, updatedAt: '2026-01-05T03:30:00Z', lines: [{ number: 1, sku: 'TEA', name: '珍珠奶茶', quantity: 2, unitPrice, refundedQuantity: 1 }] });

const QUERIES: Readonly<Record<string, string>> = {
  members: '{ members(first: 50) { nodes { id number name phone status joinedAt tags identities { kind value } consents { purpose granted } } totalCount { value } } }',
  'a member by phone': '{ member(by: { phone: "0912-000-001" }) { id name orders(first: 5) { nodes { externalId } } } }',
  points: `{ members(first: 50) { nodes { points { balance pending debt held lifetimeEarned nextExpiry { points on } lots { quantity remaining state activeAt expiresAt }
    entries(first: 20) { totalCount { value } nodes { id kind points balanceAfter at reason order { externalId } } } } } } }`,
  tiers: `{ tiers { code name rank } members(first: 50) { nodes { tier { tier { code gifts { on } } since until state progress { next { code } toNext { metric required have } } } tierHistory { tier { code } from to reason } } } }`,
  'stamp cards': '{ stampCardPrograms { id name state } members(first: 50) { nodes { stampCards { id program { name slots rewards { at } } stamps remaining openedAt completedAt } } } }',
  orders: '{ orders(first: 50) { nodes { id externalId revision status placedAt businessDate net { amount } refunded { amount } tierAtOrder lines { number sku name quantity refundedQuantity } effects { kind summary amount reversed } } } }',
  rules: '{ earnRules { id code state version } pointsSettings { version } tierProgram { id state } brand { code name timeZone currency } }',
};
const OWN = '{ me { id name points { balance entries(first: 5) { nodes { kind points } } } tier { tier { code } } stampCards { stamps remaining } orders(first: 5) { nodes { externalId net { amount } } } } }';

/** A shop at work for a while: what it asked and was answered. Every release tells the same story. */
export async function tell(platform: TestPlatform): Promise<Story> {
  const shop = await platform.brand({ code: 'upgraded', plugins: ['stamp-card'] });
  await setUp(shop);
  const operations: Operation[] = [];
  const ask = async (name: string, document: string, variables: Operation['variables'] = {}, memberId: string | null = null) => {
    const answer = await answerOf(shop, memberId, document, variables);
    operations.push({ name, memberId, document, variables, answer });
    return answer.data as ReturnType<typeof JSON.parse>;
  };
  const ids: string[] = [];
  for (const number of [1, 2, 3]) ids.push((await ask(`member ${number} joins`, JOIN, { input: { phone: `091200000${number}`, name: `Member ${number}` }, key: `join-${number}` })).memberJoin.member.id as string);
  const [anna = '', ben = '', cleo = ''] = ids;
  await ask('a phone that is taken', JOIN, { input: { phone: '0912000001', name: 'Another' }, key: 'join-again' });
  await ask('an order', SELL, { input: order('A-1', anna, '300'), key: 'A-1' });
  await ask('an order that lifts a tier', SELL, { input: order('A-2', anna, '900'), key: 'A-2' });
  await ask('an order of another', SELL, { input: order('B-1', ben, '1250'), key: 'B-1' });
  await ask('a refund', SELL, { input: order('B-1', ben, '1250', refund('1250')), key: 'B-1-refund' });
  await ask('an order before the last', SELL, { input: order('B-1', ben, '1250'), key: 'B-1-late' });
  await ask('points given', GRANT, { id: cleo, points: 30, key: 'grant' });
  await ask('points taken', BURN, { id: cleo, points: 12, key: 'burn' });
  await ask('points that are not there', BURN, { id: cleo, points: 500, key: 'burn-more' });
  await ask('a tier by hand', SET_TIER, { id: cleo, key: 'gold' });
  await platform.drain();
  await shop.advance({ days: 2 });
  await platform.drain();
  for (const [name, document] of Object.entries(QUERIES)) await ask(name, document);
  for (const id of ids) await ask('what a member sees', OWN, {}, id);
  // Asked again at the end: a mutation under its key does nothing more, and its answer shows what it did as that is by then.
  // That is what a later version must answer.
  const answers: Operation[] = [];
  for (const operation of operations) answers.push({ ...operation, answer: await answerOf(shop, operation.memberId, operation.document, operation.variables) });
  return { brandId: shop.id, at: (await shop.now()).toISOString(), operations: answers };
}

/** As a client reads it. */
export const answerOf = async (shop: TestShop, memberId: string | null, document: string, variables: Operation['variables']): Promise<Answer> =>
  JSON.parse(JSON.stringify(await callerOf(shop, memberId).run(document, variables))) as Answer;

export const callerOf = (shop: TestShop, memberId: string | null) =>
  (memberId === null ? shop.everything() : shop.everything({ audience: 'member', kind: 'member', memberId, name: 'app' }));
