import { join, shopOfFile, stampCard, type WholeShop } from './support/shop';

const ORDER = `mutation ($input: OrderUpsertInput!, $key: String!) {
  orderUpsert(input: $input, idempotencyKey: $key) {
    order {
      id net { amount } tierAtOrder lines { number net { amount } }
      member { number points { balance pending } tier { tier { code } } stampCards { stamps program { name } } }
    }
    effects { kind amount summary explanation }
    userErrors { code path message }
  } }`;

/** A bound, since what is sent while an answer is still arriving begins no flush of its own. */
const BUDGET = 4;

let whole: WholeShop;
shopOfFile((opened) => ({ whole } = opened));

const order = (externalId: string, memberId: string, unitPrice = '250') => ({
  input: { source: 'pos', externalId, member: { id: memberId }, storeCode: 'S1', placedAt: '2026-01-04T04:00:00Z', lines: [{ number: 1, sku: 'A', quantity: 1, unitPrice }] },
  key: `order-${externalId}`,
});

/**
 * The fewest of several tries: on a busy machine the answers to some of a flush's statements may all have arrived
 * before what follows from another's is sent.
 */
async function flushesOf(request: (round: number) => object): Promise<number> {
  let fewest = Number.POSITIVE_INFINITY;
  for (let round = 1; round <= 50 && fewest > BUDGET; round++) {
    fewest = Math.min(fewest, (await whole.staff.traffic(ORDER, request(round) as Readonly<Record<string, unknown>>)).flushes);
  }
  return fewest;
}

it('takes an order with points, tier and two stamp cards in at most four flushes', async () => {
  const memberId = await join(whole.staff, 'budget');
  const { orderUpsert } = await whole.staff.ok(ORDER, order('B0', memberId));
  expect(orderUpsert.effects.map(({ kind, amount }: { kind: string; amount: number }) => [kind, amount])).toEqual([['points', 28], ['stamp-card', 1], ['stamp-card', 2]]);
  expect(await flushesOf((round) => order(`B${round}`, memberId, '90'))).toBeLessThanOrEqual(BUDGET);
});

it('takes no more with missions, programs of a group and rules that ask for the tier', async () => {
  for (const input of [
    { name: 'Gold', slots: 9, rules: [{ kind: 'VISIT', conditions: { tierCodes: ['BASE'], from: '08:00', to: '20:00' } }], dailyLimit: 50, validForDays: 30 },
    { name: 'Tour', kind: 'MISSION', slots: 2, rules: [{ kind: 'TASK', step: 'one', storeCodes: ['S1'] }, { kind: 'TASK', step: 'other', sku: ['B'] }], rewards: [] },
    { name: 'Either', slots: 50, exclusiveGroup: 'spring', priority: 1, rules: [{ kind: 'PER_ITEM', sku: ['A'] }] },
    { name: 'Or', slots: 50, exclusiveGroup: 'spring', rules: [{ kind: 'PER_ITEM', sku: ['A'] }] },
  ]) await stampCard(whole.staff, { rewards: [], ...input });
  const memberId = await join(whole.staff, 'many');
  const { orderUpsert } = await whole.staff.ok(ORDER, order('M0', memberId));
  expect(orderUpsert.effects.map(({ kind, amount }: { kind: string; amount: number }) => [kind, amount])).toEqual([['points', 28], ...[1, 2, 1, 1, 1].map((stamps) => ['stamp-card', stamps])]);
  expect(await flushesOf((round) => order(`M${round}`, memberId, '90'))).toBeLessThanOrEqual(BUDGET);
});

it('takes no more for an order that is changed', async () => {
  const memberId = await join(whole.staff, 'changed');
  await whole.staff.ok(ORDER, order('C1', memberId, '90'));
  const { input } = order('C1', memberId, '90');
  const revised = (round: number): object => ({
    input: { ...input, revision: round + 1, updatedAt: `2026-01-04T05:${String(round).padStart(2, '0')}:00Z`, lines: [{ ...input.lines[0], unitPrice: String(90 - round) }] }, key: `revised-${round}`,
  });
  expect(await flushesOf(revised)).toBeLessThanOrEqual(BUDGET);
});

it('lists fifty members, each with orders, a tier and two cards, with the statements of one', async () => {
  const { staff } = whole;
  for (let index = 0; index < 50; index++) {
    const memberId = await join(staff, `list-${index}`);
    await staff.ok(ORDER, order(`L${index}`, memberId, String(200 + index * 20)));
  }
  const list = `query ($first: Int!) { members(first: $first) { nodes {
    number identities { value } points { balance nextExpiry { points } lots { remaining } entries(first: 2) { nodes { points order { externalId } } } }
    tier { tier { code } progress { toNext { have } } } orders(first: 3) { nodes { externalId effects { kind } lines { sku } store { code } } } stampCards { stamps program { name } } timeline(first: 3) { nodes { type } } } } }`;
  const one = await staff.traffic(list, { first: 1 });
  const fifty = await staff.traffic(list, { first: 50 });
  expect(fifty.data.members.nodes.length).toBe(50);
  expect(new Set(fifty.data.members.nodes.map(({ number }: { number: string }) => number)).size).toBe(50);
  // In whichever order: two that follow from different answers leave as those arrive.
  expect([...fifty.names].sort()).toEqual([...one.names].sort());
});
