import { type Context, Platform, statement } from '@regulars/plugin-sdk';
import type { PlatformRuntime } from '@regulars/kernel';
import { createTestPlatform, type TestPlatform, type TestShop } from '@regulars/testing';
import { member } from '../fixtures/member';
import { noteModule } from '../fixtures/note';
import { bonus, RING, sale, till } from '../fixtures/sale';

const memo = noteModule('memo');
let platform: TestPlatform;
/** Another process, which has the brand in its cache. */
let other: PlatformRuntime;
let shop: TestShop;
beforeAll(async () => {
  platform = await createTestPlatform([member, memo.plugin, sale, bonus]);
  other = platform.node();
});
beforeEach(async () => {
  shop = await platform.brand({ plugins: ['memo'] });
  await shop.read(async (ctx) => ctx.brand.revision, {}, other);
});
afterAll(() => platform.stop());

/** Whatever reads the database finds out that the brand has changed. */
const one = statement('spec.one', 'SELECT 1');

const change = (work: (ctx: Context) => Promise<void>): Promise<void> => shop.context(work, { name: 'changer' });
const configure = (limit: number): Promise<void> => change((ctx) => ctx.use(Platform).configurePlugin('sale', { limit }));

describe('what one process changes, another goes by in its next operation', () => {
  it('settings', async () => {
    const staff = shop.everything().via(other);
    expect(await staff.run(RING, { amount: 50, key: 'before' })).toEqual({ data: { saleRing: { amount: 50, userErrors: [] } } });
    await configure(10);
    const before = await shop.digest();
    expect(await staff.run(RING, { amount: 50, key: 'after' })).toEqual({ data: { saleRing: { amount: null, userErrors: [{ code: 'INVALID_INPUT', message: 'Too much for one sale.', path: ['amount'] }] } } });
    expect(await shop.digest()).toEqual(before);
  });

  it('without doing the work twice', async () => {
    await configure(10);
    till.rung = 0;
    await shop.everything().via(other).ok(RING, { amount: 5, key: 'once' });
    // It was begun over what was known, and begun again over what is.
    expect(till.rung).toBe(2);
    expect(await platform.rows('SELECT amount FROM sale.row WHERE brand_id = $1', [shop.id])).toEqual([{ amount: 5 }]);
  });

  it('a plugin that is switched off: its reactions', async () => {
    await shop.enable('bonus');
    const staff = shop.everything().via(other);
    await staff.ok(RING, { amount: 1, key: 'on' });
    await shop.disable('bonus');
    await staff.ok(RING, { amount: 2, key: 'off' });
    expect(await platform.rows('SELECT amount FROM bonus.row WHERE brand_id = $1', [shop.id])).toEqual([{ amount: 1 }]);
  });

  it('a plan that is changed', async () => {
    await platform.owner.query(`UPDATE platform.plan SET plugins = '{}' WHERE code = (SELECT plan_code FROM platform.brand WHERE id = $1)`, [shop.id]);
    const modules = await shop.read(async (ctx) => (await ctx.sql(one()), ctx.brand.modules), {}, other);
    expect(modules).toEqual(new Set(['member', 'sale']));
  });

  it('the time zone', async () => {
    await change((ctx) => ctx.use(Platform).updateBrand({ timeZone: 'Asia/Tokyo' }));
    expect(await shop.read(async (ctx) => (await ctx.sql(one()), ctx.brand.timeZone), {}, other)).toBe('Asia/Tokyo');
  });
});

describe('the schema', () => {
  const ask = '{ memos { nodes { text } } }';

  it('has a plugin\'s fields while it is enabled', async () => {
    expect(await shop.everything().run(ask)).toEqual({ data: { memos: { nodes: [] } } });
    await shop.disable('memo');
    expect(await shop.everything().run(ask)).toEqual({ errors: [{ message: expect.stringContaining('Cannot query field "memos" on type "Query".'), extensions: {} }] });
    await shop.enable('memo');
    expect(await shop.everything().run(ask)).toEqual({ data: { memos: { nodes: [] } } });
  });

  it('is another process\'s, too', async () => {
    const staff = shop.everything().via(other);
    await staff.ok(ask);
    await shop.disable('memo');
    expect(await staff.run(ask)).toEqual({ errors: [{ message: expect.stringContaining('Cannot query field "memos" on type "Query".'), extensions: {} }] });
  });

  it('is the one that a mutation was asked by, to its end', async () => {
    const staff = shop.everything().via(other);
    await staff.ok(RING, { amount: 1, key: 'a' });
    await shop.disable('memo');
    expect(await staff.run(RING, { amount: 1, key: 'b' })).toEqual({ data: { saleRing: { amount: 1, userErrors: [] } } });
  });
});

describe('what is kept for a brand', () => {
  const reads = { count: 0 };
  const rules = (ctx: Context): Promise<number> => ctx.cached('spec.rules', async (inner) => {
    reads.count++;
    return (await inner.settings({ module: 'sale', schema: sale.settings.schema })).limit;
  });
  const ask = (runtime = platform.runtime): Promise<number> => shop.read(rules, {}, runtime);

  beforeEach(() => {
    reads.count = 0;
  });

  it('is read once, whoever asks at once', async () => {
    expect(await Promise.all(Array.from({ length: 20 }, () => ask()))).toEqual(Array(20).fill(900));
    expect(reads.count).toBe(1);
  });

  it('is dropped by a change of the brand, here and elsewhere', async () => {
    expect([await ask(), await ask(other)]).toEqual([900, 900]);
    await configure(10);
    const seen = await shop.read(async (ctx) => (await Promise.all([rules(ctx), ctx.sql(one())]))[0], {}, other);
    expect([await ask(), seen]).toEqual([10, 10]);
    expect(reads.count).toBe(4);
  });

  it('is each brand\'s own', async () => {
    await configure(10);
    const neighbour = await platform.brand();
    expect([await ask(), await neighbour.read(rules)]).toEqual([10, 900]);
  });

  it('is not kept when reading it failed', async () => {
    const failing = (ctx: Context): Promise<number> => ctx.cached('spec.failing', async () => {
      reads.count++;
      if (reads.count === 1) throw new Error('Not now');
      return 1;
    });
    await expect(shop.read(failing)).rejects.toThrow('Not now');
    expect(await shop.read(failing)).toBe(1);
  });
});
