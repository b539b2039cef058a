import { createTestPlatform, type TestPlatform, type TestShop } from '@regulars/testing';
import { audit, bonus, bonusDoes, RING, sale } from '../fixtures/sale';

let platform: TestPlatform;
let shop: TestShop;
beforeAll(async () => {
  platform = await createTestPlatform([sale, bonus, audit]);
});
beforeEach(async () => {
  shop = await platform.brand({ plugins: ['bonus', 'audit'] });
  platform.reactionFaults.length = 0;
});
afterEach(() => {
  bonusDoes.now = 'give';
});
afterAll(() => platform.stop());

const rows = async (schema: string): Promise<number[]> => (await platform.rows<{ amount: number }>(`SELECT amount FROM ${schema}.row WHERE brand_id = $1 ORDER BY amount`, [shop.id])).map(({ amount }) => amount);
const deferred = () => platform.rows<{ reaction: string; state: string; attempts: number }>(`SELECT module || '.' || reaction AS reaction, state, attempts FROM platform.deferred_reaction WHERE brand_id = $1`, [shop.id]);

it('happens in the transaction that caused it', async () => {
  await shop.everything().ok(RING, { amount: 10, key: 'a' });
  expect([await rows('sale'), await rows('bonus'), await rows('audit'), await deferred()]).toEqual([[10], [10], [10], []]);
});

it.each<[string, typeof bonusDoes.now, string]>([
  ['an error', 'throw', 'The reaction bonus.give failed: The bonus is broken'],
  ['a refusal', 'reject', 'The reaction bonus.give failed: No bonus today.'],
  ['a statement', 'fail a statement', 'The reaction bonus.give failed: new row for relation "row" violates check constraint "row_amount_check"'],
  ['a statement nobody waits for', 'fail a statement nobody waits for', 'The reaction bonus.give failed: new row for relation "row" violates check constraint "row_amount_check"'],
])('of a plugin that ends in %s is left for later, and loses nothing else', async (_, fault, message) => {
  bonusDoes.now = fault;
  expect(await shop.everything().run(RING, { amount: 10, key: 'a' })).toEqual({ data: { saleRing: { amount: 10, userErrors: [] } } });
  expect([await rows('sale'), await rows('bonus'), await rows('audit')]).toEqual([[10], [], [10]]);
  expect(await deferred()).toEqual([{ reaction: 'bonus.give', state: 'PENDING', attempts: 0 }]);
  expect(platform.reactionFaults.map((one) => [one.reaction, one.message])).toEqual([['bonus.give', message]]);

  // Tried again, it still fails; later it does not.
  const failed = await platform.tryDrain();
  expect([failed.reacted, failed.failures.map(({ what }) => what)]).toEqual([0, ['bonus.give']]);
  expect([await rows('bonus'), await deferred()]).toEqual([[], [{ reaction: 'bonus.give', state: 'PENDING', attempts: 1 }]]);
  bonusDoes.now = 'give';
  expect((await platform.retry()).reacted).toBe(1);
  expect([await rows('sale'), await rows('bonus'), await rows('audit')]).toEqual([[10], [10], [10]]);
  expect(await deferred()).toEqual([{ reaction: 'bonus.give', state: 'DONE', attempts: 2 }]);
});

it('is deferred once for a key that comes again', async () => {
  bonusDoes.now = 'throw';
  const staff = shop.everything();
  await Promise.all(Array.from({ length: 5 }, () => staff.ok(RING, { amount: 10, key: 'a' })));
  expect([await rows('sale'), await deferred()]).toEqual([[10], [{ reaction: 'bonus.give', state: 'PENDING', attempts: 0 }]]);
});

it('runs later over the present, not over what was', async () => {
  bonusDoes.now = 'throw';
  await shop.everything().ok(RING, { amount: 10, key: 'a' });
  await platform.owner.query('UPDATE sale.row SET amount = 20 WHERE brand_id = $1', [shop.id]);
  bonusDoes.now = 'give';
  await platform.drain();
  expect(await rows('bonus')).toEqual([20]);
});

it('of a plugin that is not enabled does not happen', async () => {
  await shop.disable('bonus');
  await shop.everything().ok(RING, { amount: 10, key: 'a' });
  expect([await rows('sale'), await rows('bonus'), await rows('audit')]).toEqual([[10], [], [10]]);
});

it('of a plugin that was disabled meanwhile is passed over', async () => {
  bonusDoes.now = 'throw';
  await shop.everything().ok(RING, { amount: 10, key: 'a' });
  await shop.disable('bonus');
  await platform.drain();
  expect([await rows('bonus'), await deferred()]).toEqual([[], [{ reaction: 'bonus.give', state: 'SKIPPED', attempts: 1 }]]);
});
