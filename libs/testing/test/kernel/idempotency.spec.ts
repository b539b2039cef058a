import { createTestPlatform, type TestPlatform, type TestShop } from '@regulars/testing';
import { RING, sale, till } from '../fixtures/sale';

let platform: TestPlatform;
let shop: TestShop;
beforeAll(async () => {
  platform = await createTestPlatform([sale]);
});
beforeEach(async () => {
  shop = await platform.brand();
});
afterEach(() => {
  till.fail = 'no';
  till.refuses = false;
});
afterAll(() => platform.stop());

const amounts = async (): Promise<number[]> => (await platform.rows<{ amount: number }>('SELECT amount FROM sale.row WHERE brand_id = $1 ORDER BY amount', [shop.id])).map(({ amount }) => amount);
const keys = async (): Promise<unknown[]> => platform.rows('SELECT caller, operation, key, payload IS NOT NULL AS settled FROM platform.idempotency WHERE brand_id = $1', [shop.id]);
const done = (amount: number) => ({ data: { saleRing: { amount, userErrors: [] } } });
const conflict = { data: { saleRing: { amount: null, userErrors: [{ code: 'IDEMPOTENCY_CONFLICT', message: 'This key was used before with other input.', path: ['idempotencyKey'] }] } } };

it('has one effect and one answer for 20 calls at once', async () => {
  const staff = shop.everything();
  const answers = await Promise.all(Array.from({ length: 20 }, () => staff.run(RING, { amount: 7, key: 'once' })));
  expect(answers).toEqual(Array(20).fill(done(7)));
  expect(await amounts()).toEqual([7]);
  expect(await keys()).toEqual([{ caller: expect.stringMatching(/^staff:/), operation: 'saleRing', key: 'once', settled: true }]);
});

it('has one effect through two processes', async () => {
  const other = platform.node();
  const staff = shop.everything();
  const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? staff : staff.via(other)).run(RING, { amount: 8, key: 'twice' })));
  expect(answers).toEqual(Array(20).fill(done(8)));
  expect(await amounts()).toEqual([8]);
});

it('answers 20 keys with 20 effects', async () => {
  const staff = shop.everything();
  await Promise.all(Array.from({ length: 20 }, (_, index) => staff.ok(RING, { amount: index, key: `key ${index}` })));
  expect(await amounts()).toEqual(Array.from({ length: 20 }, (_, index) => index));
});

it('refuses other input under the same key, and does nothing', async () => {
  const staff = shop.everything();
  await staff.ok(RING, { amount: 1, key: 'taken' });
  const before = await shop.digest();
  expect(await staff.run(RING, { amount: 2, key: 'taken' })).toEqual(conflict);
  expect(await shop.digest()).toEqual(before);
});

it('lets one of two inputs at once through', async () => {
  const staff = shop.everything();
  const answers = await Promise.all([staff.run(RING, { amount: 1, key: 'raced' }), staff.run(RING, { amount: 2, key: 'raced' })]);
  const [amount] = await amounts();
  expect(answers.filter((answer) => JSON.stringify(answer) === JSON.stringify(done(Number(amount))))).toHaveLength(1);
  expect(answers).toContainEqual(conflict);
  expect(await amounts()).toHaveLength(1);
});

it('does not use a key up by refusing', async () => {
  const staff = shop.everything();
  const before = await shop.digest();
  expect(await staff.run(RING, { amount: 950, key: 'retried' })).toEqual({ data: { saleRing: { amount: null, userErrors: [{ code: 'INVALID_INPUT', message: 'Too much for one sale.', path: ['amount'] }] } } });
  expect(await shop.digest()).toEqual(before);
  expect(await staff.run(RING, { amount: 50, key: 'retried' })).toEqual(done(50));
});

it('does not use a key up by failing', async () => {
  const staff = shop.everything();
  till.fail = 'statement nobody waits for';
  expect((await staff.run(RING, { amount: 3, key: 'failed' })).data).toBeNull();
  expect(await keys()).toEqual([]);
  till.fail = 'no';
  expect(await staff.run(RING, { amount: 3, key: 'failed' })).toEqual(done(3));
});

it('shows the present of what was done, and does it no more', async () => {
  const staff = shop.everything();
  await staff.ok(RING, { amount: 5, key: 'changed' });
  await platform.owner.query('UPDATE sale.row SET amount = 6 WHERE brand_id = $1', [shop.id]);
  const before = await shop.digest();
  expect(await staff.run(RING, { amount: 5, key: 'changed' })).toEqual(done(6));
  expect(await shop.digest()).toEqual(before);
});

it('answers what was done even where it would be refused now', async () => {
  const staff = shop.everything();
  await staff.ok(RING, { amount: 50, key: 'was allowed' });
  till.refuses = true;
  const before = await shop.digest();
  const answers = await Promise.all(Array.from({ length: 10 }, () => staff.run(RING, { amount: 50, key: 'was allowed' })));
  expect(answers).toEqual(Array(10).fill(done(50)));
  expect(await staff.run(RING, { amount: 51, key: 'was allowed' })).toEqual(conflict);
  expect(await shop.digest()).toEqual(before);
});

it('refuses a key with NUL where it stands', async () => {
  const key = 'a\0b';
  const before = await shop.digest();
  expect(await shop.everything().run(RING, { amount: 1, key })).toEqual({ data: { saleRing: { amount: null, userErrors: [{ code: 'INVALID_INPUT', message: 'It holds a character that cannot be kept.', path: ['idempotencyKey'] }] } } });
  expect(await shop.digest()).toEqual(before);
});

it('knows a key of one caller, brand and operation only', async () => {
  const neighbour = await platform.brand();
  await shop.everything({ name: 'till 1' }).ok(RING, { amount: 1, key: 'shared' });
  await shop.everything({ name: 'till 2' }).ok(RING, { amount: 2, key: 'shared' });
  await neighbour.everything({ name: 'till 1' }).ok(RING, { amount: 3, key: 'shared' });
  expect(await amounts()).toEqual([1, 2]);
});

it.each([['an empty key', ''], ['a key of 256 characters', 'k'.repeat(256)]])('refuses %s', async (_, key) => {
  const before = await shop.digest();
  expect(await shop.everything().run(RING, { amount: 1, key })).toEqual({ data: { saleRing: { amount: null, userErrors: [{ code: 'INVALID_INPUT', message: 'Give 1 to 255 characters.', path: ['idempotencyKey'] }] } } });
  expect(await shop.digest()).toEqual(before);
});

it('refuses in the caller\'s language', async () => {
  const staff = shop.everything({ language: 'zh-TW' });
  await staff.ok(RING, { amount: 1, key: 'zh' });
  expect((await staff.run(RING, { amount: 2, key: 'zh' })).data.saleRing.userErrors[0].message).toBe('此冪等鍵已用於不同的輸入。');
});
