import { newUuid } from '@regulars/plugin-sdk';
import { createTestPlatform, type TestPlatform, type TestShop } from '@regulars/testing';
import { audit, bonus, bonusDoes, RING, sale, SaleRung, till } from '../fixtures/sale';

/** What breakers go by, in ms. */
let clock = 0;
let platform: TestPlatform;
let shop: TestShop;
beforeAll(async () => {
  platform = await createTestPlatform([sale, bonus, audit], { breaker: { clock: () => clock }, reactionBudget: { time: 1_000, blocking: 250, statements: 20 } });
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
  ['no time', 'hang', 'The reaction bonus.give failed: bonus.give took longer than 1 s'],
  ['more statements than it may send', 'ask row by row', 'The reaction bonus.give failed: bonus.give sent more statements than a reaction may'],
  ['more statements of a repository', 'ask a repository row by row', 'The reaction bonus.give failed: bonus.give sent more statements than a reaction may'],
])('of a plugin that ends in %s is left for later, and loses nothing else', async (_, fault, message) => {
  bonusDoes.now = fault;
  expect(await shop.everything().run(RING, { amount: 10, key: 'a' })).toEqual({ data: { saleRing: { amount: 10, userErrors: [] } } });
  expect([await rows('sale'), await rows('bonus'), await rows('audit')]).toEqual([[10], [], [10]]);
  expect(await deferred()).toEqual([{ reaction: 'bonus.give', state: 'PENDING', attempts: 0 }]);
  expect(platform.reactionFaults.map((one) => [one.reaction, one.message])).toEqual([['bonus.give', message]]);

  if (['hang', 'ask row by row', 'ask a repository row by row'].includes(fault)) return; // a worker gives it more
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

describe('of a plugin that fails for a brand again and again', () => {
  const ring = async (key: string): Promise<void> => void (await shop.everything().ok(RING, { amount: 10, key }));
  const times = async (count: number, name: string): Promise<void> => {
    for (let n = 0; n < count; n++) await ring(`${name}-${n}`);
  };
  const open = () => [...platform.runtime.breakers.open()];
  afterEach(async () => {
    bonusDoes.now = 'give';
    clock += 600_000;
    await ring('closes it'); // what is open for a brand counts for others' specs
    expect(open()).toEqual([]);
  });

  it('is left for later at once, for this brand alone, and runs again when it works again', async () => {
    const elsewhere = await platform.brand({ plugins: ['bonus'] });
    bonusDoes.now = 'throw';
    await times(5, 'fails');
    expect([platform.reactionFaults.length, open()]).toEqual([5, [['bonus', 1]]]);
    till.rung = 0;
    await times(3, 'left');
    expect([platform.reactionFaults.length, till.rung, (await rows('audit')).length, (await deferred()).length]).toEqual([5, 3, 8, 8]);
    await elsewhere.everything().ok(RING, { amount: 1, key: 'a' });
    expect([platform.reactionFaults.length, open()]).toEqual([6, [['bonus', 1]]]);

    // The trial after a rest fails, and the rest is twice as long.
    clock += 29_999;
    await ring('not yet');
    expect(platform.reactionFaults.length).toBe(6);
    clock += 1;
    await times(3, 'trial');
    expect([platform.reactionFaults.length, await rows('bonus')]).toEqual([7, []]);
    bonusDoes.now = 'give';
    clock += 59_999;
    await ring('too early');
    expect([platform.reactionFaults.length, await rows('bonus'), open()]).toEqual([7, [], [['bonus', 1]]]);
    clock += 1;
    await times(2, 'works');
    expect([await rows('bonus'), open()]).toEqual([[10, 10], []]);
    await platform.drain();
    expect([(await rows('bonus')).length, (await rows('sale')).length, (await deferred()).every(({ state }) => state === 'DONE')]).toEqual([15, 15, true]);
    await elsewhere.everything().ok(RING, { amount: 1, key: 'b' });
  });

  it('counts in what is rehearsed, too, and such a rehearsal may be the trial', async () => {
    const rehearse = (): Promise<void> => shop.context((ctx) => ctx.rehearse((there) => there.react(SaleRung, [{ id: newUuid(), amount: 10 }])));
    bonusDoes.now = 'throw';
    for (let n = 0; n < 7; n++) await rehearse();
    expect([platform.reactionFaults.length, open()]).toEqual([5, [['bonus', 1]]]);
    bonusDoes.now = 'give';
    clock += 30_000;
    await rehearse();
    expect(open()).toEqual([]);
    expect([await rows('bonus'), await rows('audit'), await deferred()]).toEqual([[], [], []]);
  });

  it('that blocks the process is left for later after two, though it does what it should', async () => {
    bonusDoes.now = 'block';
    await times(3, 'blocks');
    expect([await rows('bonus'), (await deferred()).length, open()]).toEqual([[10, 10], 1, [['bonus', 1]]]);
  });

  it('counts only those in a row', async () => {
    for (const now of ['throw', 'throw', 'throw', 'throw', 'give', 'throw', 'throw', 'throw', 'throw'] as const) {
      bonusDoes.now = now;
      await ring(`${now}-${Math.random()}`);
    }
    expect(open()).toEqual([]);
  });
});
