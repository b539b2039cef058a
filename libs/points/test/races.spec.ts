import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { order } from '@regulars/order';
import { createTestPlatform, type TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { points } from '../src';
import { expectBooksBalance } from './audit';
import { BURN, grant, join, line, liveRule, newKey, orderJson, UPSERT, upsert, walletOf } from './documents';

let platform: TestPlatform;
let shop: TestShop;
/** The same caller at two gateways. */
let gateways: TestCaller[];

beforeAll(async () => {
  platform = await createTestPlatform([brand, member, order, points], { poolSize: 12 });
  shop = await platform.brand();
  const staff = shop.everything();
  gateways = [staff, staff.via(platform.node())];
  await liveRule(staff);
});
afterAll(() => platform.stop());
afterEach(() => expectBooksBalance(shop));

const gateway = (index: number): TestCaller => gateways[index % 2] as TestCaller;

/** As a till does: with the same key again, until there is an answer. A busy machine may have no connection for it in time. */
async function burnOne(index: number, memberId: string): Promise<readonly string[]> {
  const variables = { memberId, points: 1, reason: 'race', key: newKey() };
  for (;;) {
    const { data } = await gateway(index).run(BURN, variables);
    if (data) return data.pointsBurn.userErrors.map(({ code }: { code: string }) => code);
  }
}

it('a balance of 50 is spent 50 times, by 200 at once', async () => {
  const buyer = await join(gateway(0));
  await grant(gateway(0), buyer, 50);
  const errors = await Promise.all(Array.from({ length: 200 }, (_, index) => burnOne(index, buyer)));
  expect(errors.flat()).toEqual(Array.from({ length: 150 }, () => 'INSUFFICIENT_POINTS'));
  expect(await walletOf(gateway(0), buyer)).toMatchObject({ balance: 0, debt: 0, lifetimeEarned: 50 });
}, 60_000);

it('burns, orders and refunds of one member at once leave books that balance', async () => {
  const buyer = await join(gateway(0));
  await grant(gateway(0), buyer, 100);
  const bought = (index: number): object => ({ externalId: `race-${index}`, member: { id: buyer } });
  const refund = (index: number): object => ({ ...bought(index), revision: 2, updatedAt: '2026-01-05T11:00:00+08:00', lines: [line({ refundedQuantity: 1 })] });
  await Promise.all(Array.from({ length: 30 }, async (_, index) => {
    await Promise.all([
      gateway(index).run(UPSERT, { input: orderJson(bought(index)), key: newKey() }),
      gateway(index + 1).run(UPSERT, { input: orderJson(refund(index)), key: newKey() }),
      gateway(index).run(BURN, { memberId: buyer, points: 7, reason: 'race', key: newKey() }),
    ]);
  }));
  const wallet = await walletOf(gateway(0), buyer);
  expect(wallet.lifetimeEarned).toBe(100);
  const [{ burned }] = await platform.rows<{ burned: number }>(`SELECT sum(points)::int AS burned FROM points.entry WHERE brand_id = $1 AND kind = 'BURN' AND member_id = (SELECT id FROM member.member WHERE brand_id = $1 ORDER BY joined_at DESC, number DESC LIMIT 1)`, [shop.id]) as [{ burned: number }];
  expect(wallet.balance).toBe(100 + burned);
}, 60_000);

it('nobody rewrites the ledger', async () => {
  const buyer = await join(gateway(0));
  await grant(gateway(0), buyer, 1);
  await upsert(gateway(0), { externalId: 'kept', member: { id: buyer } });
  const attempts = ['UPDATE points.entry SET points = 1000', 'DELETE FROM points.entry', 'TRUNCATE points.entry', 'TRUNCATE points.entry CASCADE'];
  for (const attempt of attempts) {
    await expect(platform.owner.query(attempt)).rejects.toThrow();
    await expect(shop.context(async (ctx) => ctx.sql({ name: `test.${attempt.length}`, text: attempt, values: [] }))).rejects.toThrow();
  }
  await expect(shop.context((ctx) => ctx.sql({ name: 'test.overspend', text: 'UPDATE points.lot SET spent = spent + 100, remaining = remaining - 100', values: [] }))).rejects.toThrow(/check/);
  await expect(shop.context((ctx) => ctx.sql({ name: 'test.debt', text: 'UPDATE points.wallet SET debt = -1', values: [] }))).rejects.toThrow(/check/);
});
