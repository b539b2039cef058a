import { type Context, newUuid, statement } from '@regulars/plugin-sdk';
import { createTestPlatform, type TestPlatform, type TestShop } from '@regulars/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Repository } from 'typeorm';
import { audit, bonus, insertSale, RING, sale, SaleEntity, till } from '../fixtures/sale';

let platform: TestPlatform;
let shop: TestShop;
beforeAll(async () => {
  platform = await createTestPlatform([sale, bonus, audit]);
  shop = await platform.brand({ plugins: ['bonus', 'audit'] });
});
afterAll(() => platform.stop());
afterEach(() => {
  till.fail = 'no';
});

const brandSetting = statement<{ brand: string | null; now: string | null }>('spec.settings', `
  SELECT NULLIF(current_setting('app.brand_id', true), '') AS brand, NULLIF(current_setting('app.now', true), '') AS now`);
const tick = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('a failed unit of work', () => {
  /** Siblings that go on after one of them has failed: what typeorm commits behind the rollback. */
  const branches = async (ctx: Context, write: (ctx: Context, id: string) => Promise<unknown>): Promise<void> => {
    const late = async () => {
      await write(ctx, newUuid());
      await tick();
      await write(ctx, newUuid());
    };
    const failing = async () => {
      await ctx.sql(brandSetting());
      throw new Error('One branch fails');
    };
    await Promise.all([late(), failing(), late(), late()]);
  };

  it.each<[string, (ctx: Context, id: string) => Promise<unknown>]>([
    ['statements', (ctx, id) => ctx.sql(insertSale(id, 1))],
    ['a repository', async (ctx, id) => ((await ctx.repo(SaleEntity)) as Repository<SaleEntity>).insert({ id, amount: 1 })],
    ['a repository taken before', async (ctx, id) => ((await ctx.once('repo', () => ctx.repo(SaleEntity))) as Repository<SaleEntity>).insert({ id, amount: 1 })],
  ])('leaves nothing of 300 failing Promise.all with %s', async (_, write) => {
    const before = await shop.digest();
    const outcomes = await Promise.allSettled(Array.from({ length: 300 }, () => shop.context((ctx) => branches(ctx, write))));
    expect(new Set(outcomes.map((outcome) => (outcome.status === 'rejected' ? (outcome.reason as Error).message : 'committed')))).toEqual(new Set(['One branch fails']));
    await tick();
    expect(await shop.digest()).toEqual(before);
  }, 60_000);

  it('sends nothing once it is over', async () => {
    let kept: Context | undefined;
    await shop.context(async (ctx) => {
      kept = ctx;
      await ctx.sql(brandSetting());
    });
    const before = await shop.digest();
    await expect(kept?.sql(insertSale(newUuid(), 1))).rejects.toThrow('The unit of work is over: nothing can be sent any more');
    await expect(kept?.repo(SaleEntity)).rejects.toThrow('The unit of work is over');
    expect(await shop.digest()).toEqual(before);
    expect(platform.runtime.app.idleCount).toBe(platform.runtime.app.totalCount);
  });

  it('tells the constraint of a write that nobody waited for, and leaves nothing', async () => {
    const before = await shop.digest();
    const work = shop.context(async (ctx) => {
      ctx.sql(insertSale(newUuid(), 1)).catch(() => undefined);
      ctx.sql(insertSale(newUuid(), 5000)).catch(() => undefined);
      ctx.sql(insertSale(newUuid(), 2)).catch(() => undefined);
    });
    await expect(work).rejects.toMatchObject({ code: '23514', constraint: 'row_amount_check', statement: 'sale.insert' });
    expect(await shop.digest()).toEqual(before);
  });

  it('tells the first failure, not the ones behind it', async () => {
    await expect(
      shop.context(async (ctx) => {
        ctx.sql(insertSale(newUuid(), 5000)).catch(() => undefined);
        await ctx.sql(brandSetting());
      }),
    ).rejects.toMatchObject({ code: '23514' });
  });

  it('answers a mutation with an error, and writes nothing', async () => {
    till.fail = 'statement nobody waits for';
    const before = await shop.digest();
    const answer = await shop.everything().run(RING, { amount: 10, key: 'broken' });
    expect(answer.data).toBeNull();
    expect(answer.errors?.map(({ message, path }) => [message, path])).toEqual([['new row for relation "row" violates check constraint "row_amount_check"', ['saleRing']]]);
    expect(await shop.digest()).toEqual(before);
  });
});

describe('a conflict', () => {
  const conflict = (code: string) => statement<never>(`spec.conflict-${code}`, `DO $$ BEGIN RAISE EXCEPTION 'Others were faster' USING ERRCODE = '${code}'; END $$`);
  const found = async (...ids: string[]): Promise<number[]> =>
    (await platform.rows<{ amount: number }>('SELECT amount FROM sale.row WHERE id = ANY($1) ORDER BY amount', [ids])).map(({ amount }) => amount);

  it.each(['40001', '40P01'])('%s begins the whole again, three times at most', async (code) => {
    const id = newUuid();
    let attempts = 0;
    await shop.context(async (ctx) => {
      await ctx.sql(insertSale(id, ++attempts));
      if (attempts <= 3) await ctx.sql(conflict(code)());
    });
    expect([attempts, await found(id)]).toEqual([4, [4]]);

    attempts = 0;
    const before = await shop.digest();
    await expect(shop.context(async (ctx) => (attempts++, ctx.sql(insertSale(newUuid(), 1)), ctx.sql(conflict(code)())))).rejects.toMatchObject({ code });
    expect([attempts, await shop.digest()]).toEqual([4, before]);
  });

  it('is seen in a write that nobody waited for, too', async () => {
    const id = newUuid();
    let attempts = 0;
    await shop.context(async (ctx) => {
      void ctx.sql(insertSale(id, ++attempts));
      if (attempts === 1) void ctx.sql(conflict('40001')());
    });
    expect([attempts, await found(id)]).toEqual([2, [2]]);
  });

  it('keeps a branch of the failed attempt out of the next one', async () => {
    const [late, right] = [newUuid(), newUuid()];
    const outcomes: string[] = [];
    let attempts = 0;
    let begin = (): void => undefined;
    const nextAttempt = new Promise<void>((resolve) => (begin = resolve));
    await shop.context(async (ctx) => {
      if (++attempts === 1) {
        void nextAttempt.then(() => ctx.sql(insertSale(late, 1))).catch((error: Error) => outcomes.push(error.message));
        void nextAttempt.then(() => ctx.repo(SaleEntity)).then((repo) => (repo as Repository<SaleEntity>).insert({ id: late, amount: 1 })).catch((error: Error) => outcomes.push(error.message));
        void nextAttempt.then(() => ctx.emit({ name: 'sale.late', version: 1 }, {})).catch((error: Error) => outcomes.push(error.message));
        await ctx.sql(brandSetting());
        ctx.restart('Once more');
      }
      begin();
      await ctx.sql(insertSale(right, 2));
      for (let waited = 0; outcomes.length < 3 && waited < 5_000; waited += 5) await sleep(5);
    });
    expect(await found(late, right)).toEqual([2]);
    expect(outcomes).toEqual(Array(3).fill('The unit of work is over: nothing can be sent any more'));
    expect(await platform.rows(`SELECT 1 AS found FROM platform.event WHERE name = 'sale.late'`)).toEqual([]);
  });
});

describe('a connection', () => {
  it('is given back without the brand of its last borrower', async () => {
    const small = await createTestPlatform([sale], { poolSize: 1 });
    try {
      const lent = await small.brand();
      await lent.context((ctx) => ctx.sql(insertSale(newUuid(), 1)));
      await lent.context((ctx) => ctx.sql(insertSale(newUuid(), 5000))).catch(() => undefined);
      await lent.read((ctx) => ctx.sql(brandSetting()));
      const { rows } = await small.runtime.app.query(brandSetting().text);
      expect(rows).toEqual([{ brand: null, now: null }]);
      expect((await small.runtime.app.query('SELECT count(*)::int AS n FROM sale.row')).rows).toEqual([{ n: 0 }]);
    } finally {
      await small.stop();
    }
  });

  it('shows each brand its own rows, however many take turns on it', async () => {
    const shops = await Promise.all(Array.from({ length: 5 }, () => platform.brand()));
    await Promise.all(shops.map((one, index) => one.context((ctx) => ctx.sql(insertSale(newUuid(), index)))));
    const amounts = statement<{ amount: number }>('spec.amounts', 'SELECT amount FROM sale.row');
    const read = async (one: TestShop): Promise<number[]> => (await one.read((ctx) => ctx.sql(amounts()))).map(({ amount }) => amount);
    const seen = await Promise.all(Array.from({ length: 20 }, () => shops).flat().map(read));
    expect(seen).toEqual(Array.from({ length: 100 }, (_, index) => [index % 5]));
  });
});

describe('a read', () => {
  it('sees one state, whatever is committed meanwhile', async () => {
    const count = statement<{ n: number }>('spec.count', 'SELECT count(*)::int AS n FROM sale.row');
    const seen = await shop.read(async (ctx) => {
      const [before] = await ctx.sql(count());
      await shop.context((other) => other.sql(insertSale(newUuid(), 1)));
      const [after] = await ctx.sql(count());
      return [before?.n, after?.n];
    });
    expect(seen[0]).toBe(seen[1]);
  });

  it('cannot write', async () => {
    await expect(shop.read((ctx) => ctx.sql(insertSale(newUuid(), 1)))).rejects.toMatchObject({ code: '25006' });
  });
});

describe('what it costs', () => {
  it('sends BEGIN with the first statement, everything left with COMMIT, and reads the payload in one more', async () => {
    const staff = shop.everything();
    await staff.ok(RING, { amount: 1, key: 'warm' });
    const { flushes, names, data } = await staff.traffic(RING, { amount: 25, key: 'counted' });
    expect(data).toEqual({ saleRing: { amount: 25, userErrors: [] } });
    expect(names).toEqual([
      'BEGIN READ WRITE', 'platform.enter', 'platform.claim-key', 'sale.insert', 'audit.insert', 'bonus.insert', 'platform.insert-audit', 'platform.settle-key', 'COMMIT',
      'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', 'platform.enter', 'sale.by-id',
    ]);
    expect(flushes).toBe(3);
  });

  it('asks nothing of the database for what it keeps', async () => {
    const staff = shop.everything();
    await staff.ok('{ saleLimit }');
    expect(await staff.traffic('{ saleLimit }')).toEqual({ flushes: 0, statements: 0, names: [], data: { saleLimit: 900 } });
  });

});
