import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { order } from '@regulars/order';
import { readId } from '@regulars/plugin-sdk';
import { createTestPlatform, type Data, type TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { stampCard } from '../src';

let platform: TestPlatform;
let shop: TestShop;
/** The same caller at two gateways. */
let gateways: TestCaller[];
let serial = 0;

beforeAll(async () => {
  platform = await createTestPlatform([brand, member, order, stampCard], { poolSize: 12 });
  shop = await platform.brand({ plugins: ['stamp-card'], timeZone: 'Asia/Taipei', currency: 'TWD', region: 'TW' });
  gateways = [shop.everything(), shop.everything().via(platform.node())];
});
afterAll(() => platform.stop());
afterEach(async () => expect(await shop.violations()).toEqual([]));

const gateway = (index: number): TestCaller => gateways[index % 2] as TestCaller;
const newKey = (): string => `key-${++serial}`;
/** Enough to meet; REGULARS_STAMP_RACERS=200 for the long form. */
const AT_ONCE = Number(process.env.REGULARS_STAMP_RACERS ?? 50);

async function program(input: object): Promise<string> {
  const { program: made } = await gateway(0).one('mutation ($input: StampCardProgramInput!) { stampCardProgramCreate(input: $input) { program { id } userErrors { message } } }', { input: { startsAt: '2025-01-01T00:00:00Z', rewards: [], ...input } });
  await gateway(0).ok('mutation ($id: ID!) { stampCardProgramActivate(id: $id) { userErrors { message } } }', { id: made.id });
  return made.id;
}

const join = async (index = 0): Promise<string> =>
  (await gateway(index).one('mutation ($id: String!, $key: String!) { memberJoin(input: { externalId: { source: "pos", id: $id } }, idempotencyKey: $key) { member { id } userErrors { message } } }', { id: newKey(), key: newKey() })).member.id;

/** As a till does: with the same key again, until there is an answer. A busy machine may have no connection for it in time. */
async function untilAnswered(index: number, document: string, variables: object): Promise<Data> {
  const call = { ...variables, key: newKey() };
  for (;;) {
    const { data } = await gateway(index).run(document, call);
    if (data) return Object.values(data as object)[0];
  }
}

const SELL = 'mutation ($input: OrderUpsertInput!, $key: String!) { orderUpsert(input: $input, idempotencyKey: $key) { userErrors { code message } } }';

const cardsOf = async (id: string): Promise<Data[]> => (await gateway(1).one('query ($id: ID!) { member(by: { id: $id }) { stampCards { state stamps program { id } } } }', { id })).stampCards;

it('a card with ten slots that no other follows takes ten stamps, of many given at once', async () => {
  const programId = await program({ name: 'Ten', slots: 10, reopens: false, rules: [{ kind: 'PER_AMOUNT', amount: '999999' }] });
  const memberId = await join();
  const grant = 'mutation ($m: ID!, $p: ID!, $key: String!) { stampCardGrant(memberId: $m, programId: $p, stamps: 1, reason: "race", idempotencyKey: $key) { userErrors { code } } }';
  const answers = await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => untilAnswered(index, grant, { m: memberId, p: programId })));
  expect(answers.flatMap(({ userErrors }) => userErrors.map(({ code }: Data) => code))).toEqual(Array.from({ length: AT_ONCE - 10 }, () => 'STAMP_CARD_FULL'));
  expect(await cardsOf(memberId)).toEqual([{ state: 'COMPLETED', stamps: 10, program: { id: programId } }]);
}, 60_000);

it('a day gives no more than its limit, whatever is sold at once, and the earliest orders have it', async () => {
  const programId = await program({ name: 'Five a day', slots: 200, dailyLimit: 5, rules: [{ kind: 'PER_AMOUNT', amount: '100' }] });
  const memberId = await join();
  const orders = Array.from({ length: AT_ONCE }, (_, index) => ({
    source: 'pos', externalId: `race-${index}`, member: { id: memberId }, placedAt: new Date(Date.parse('2026-01-04T01:00:00Z') + index * 60_000).toISOString(), lines: [{ number: 1, sku: 'A', quantity: 1, unitPrice: '100' }],
  }));
  const answers = await Promise.all(orders.map((input, index) => untilAnswered(index, SELL, { input })));
  expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual([]);
  expect(await cardsOf(memberId)).toEqual([{ state: 'OPEN', stamps: 5, program: { id: programId } }]);
  const held = await platform.rows<{ external_id: string }>('SELECT o.external_id FROM stamp_card.entry AS e JOIN "order"."order" AS o ON o.id = e.order_id WHERE e.amount_stamps > 0 AND e.brand_id = $1 ORDER BY o.placed_at', [shop.id]);
  expect(held.map(({ external_id }) => external_id)).toEqual([0, 1, 2, 3, 4].map((index) => `race-${index}`));
}, 60_000);

it('as many members as come at once to one program have each their stamps, and what those give, once', async () => {
  const gift = await program({ name: 'Gift', slots: 5, rules: [{ kind: 'PER_AMOUNT', amount: '999999' }] });
  const programId = await program({ name: 'Three', slots: 3, rules: [{ kind: 'PER_AMOUNT', amount: '100' }], rewards: [{ at: 3, reward: { kind: 'stamps', spec: { programId: gift, stamps: 2 } } }] });
  const memberIds: string[] = [];
  for (let made = 0; made < AT_ONCE; made += 10) memberIds.push(...(await Promise.all(Array.from({ length: Math.min(10, AT_ONCE - made) }, (_, index) => join(index)))));
  // Each at both gateways, as two tills would that know of the same order.
  const answers = await Promise.all([...memberIds, ...memberIds].map((id, index) => {
    const place = index % AT_ONCE;
    const input = { source: 'pos', externalId: `crowd-${place}`, member: { id }, placedAt: '2026-01-05T01:00:00Z', lines: [{ number: 1, sku: 'A', quantity: 1, unitPrice: '400' }] };
    return untilAnswered(index < AT_ONCE ? place : place + 1, SELL, { input });
  }));
  expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual([]);
  const { nodes } = (await gateway(0).ok('query ($ids: [ID!]!) { nodes(ids: $ids) { ... on StampCardProgram { name stats { opened completed stamps rewardsGiven } } } }', { ids: [programId, gift] })) as { nodes: Data[] };
  expect(nodes).toEqual([
    { name: 'Three', stats: { opened: 2 * AT_ONCE, completed: AT_ONCE, stamps: 4 * AT_ONCE, rewardsGiven: AT_ONCE } }, { name: 'Gift', stats: { opened: AT_ONCE, completed: 0, stamps: 2 * AT_ONCE, rewardsGiven: 0 } },
  ]);
  const each = await platform.rows<{ stamps: string; members: number }>(`SELECT stamps, count(*)::int AS members FROM (
    SELECT member_id, string_agg(stamps::text, ' ' ORDER BY stamps) AS stamps FROM stamp_card.card WHERE brand_id = $1 AND program_id = ANY($2) GROUP BY member_id) AS own GROUP BY stamps`, [shop.id, [programId, gift].map((id) => readId('scp', id))]);
  expect(each).toEqual([{ stamps: '1 2 3', members: AT_ONCE }]);
}, 60_000);
