import { actorOf, InstallationLimits, type LimitRule, Limits } from '@regulars/plugin-sdk';
import { noteModule } from '../../test/note-module';
import { createTestPlatform, type TestPlatform, type TestShop } from '../../test/platform';
import type { PlatformRuntime } from '../platform';
import { systemScope } from '../worker/scope';

describe('limits', () => {
  let platform: TestPlatform;
  let other: PlatformRuntime;
  let shop: TestShop;

  beforeAll(async () => {
    platform = await createTestPlatform([noteModule()]);
    other = platform.node();
    shop = await platform.brand();
  });
  afterAll(() => platform.stop());

  const take = (subject: string, rules: readonly LimitRule[], runtime = platform.runtime, brandId: string | null = shop.id): Promise<number | null> =>
    runtime.transaction(brandId === null ? { brandId, audience: 'staff', actor: actorOf({ kind: 'anonymous', id: 'a', name: 'a' }) } : systemScope(brandId, 'spec'), (ctx) => ctx.use(Limits).take('spec.try', subject, rules));

  it('lets exactly as many pass as the rule says, on two processes at once', async () => {
    const answers = await Promise.all(Array.from({ length: 60 }, (_, n) => take('raced', [{ max: 7, seconds: 600 }], n % 2 ? other : platform.runtime)));
    expect(answers.filter((wait) => wait === null)).toHaveLength(7);
    for (const wait of answers.filter((one) => one !== null)) expect(wait).toBeGreaterThan(500);
  });

  it('counts although the caller\'s transaction is rolled back', async () => {
    const fail = () => shop.context(async (ctx) => {
      expect(await ctx.use(Limits).take('spec.try', 'rolled back', [{ max: 1, seconds: 60 }])).toBeNull();
      throw new Error('no');
    });
    await expect(fail()).rejects.toThrow('no');
    expect(await take('rolled back', [{ max: 1, seconds: 60 }])).not.toBeNull();
  });

  it('slides: a place is free again once the attempt that took it is old enough', async () => {
    const rules = [{ max: 2, seconds: 60 }, { max: 3, seconds: 86_400 }];
    expect([await take('slides', rules), await take('slides', rules)]).toEqual([null, null]);
    const wait = await take('slides', rules);
    expect(wait).toBeGreaterThan(30);
    expect(wait).toBeLessThanOrEqual(60);
    await shop.advanceTo(new Date((await shop.now()).getTime() + 61_000));
    expect(await take('slides', rules)).toBeNull();
    const untilTomorrow = await take('slides', rules);
    expect(untilTomorrow).toBeGreaterThan(86_000);
    expect(untilTomorrow).toBeLessThanOrEqual(86_400);
    expect(await platform.rows('SELECT 1 FROM platform.attempts WHERE cardinality(taken) > 7')).toEqual([]);
  });

  it('keeps subjects, names and brands apart, and forgets when told to', async () => {
    const rule = [{ max: 1, seconds: 60 }];
    expect(await take('ann', rule)).toBeNull();
    expect(await take('bob', rule)).toBeNull();
    expect(await take('ann', rule, other, null)).toBeNull();
    expect(await take('ann', rule, other)).not.toBeNull();
    await shop.context((ctx) => ctx.use(Limits).clear('spec.try', 'ann'));
    expect(await take('ann', rule)).toBeNull();
    expect(await take('ann', rule, platform.runtime, null)).not.toBeNull();
  });

  it('of the installation are one count for every brand and none, by the database\'s clock', async () => {
    const rules = [{ max: 2, seconds: 60 }];
    const ofAll = (brandId: string | null) => platform.runtime.transaction(
      brandId === null ? { brandId, audience: 'staff', actor: actorOf({ kind: 'anonymous', id: 'a', name: 'a' }) } : systemScope(brandId, 'spec'), (ctx) => ctx.use(InstallationLimits).take('spec.secret', 'ann', rules));
    const elsewhere = await platform.brand();
    expect([await ofAll(null), await ofAll(shop.id)]).toEqual([null, null]);
    await elsewhere.advanceTo(new Date((await elsewhere.now()).getTime() + 3_600_000));
    for (const brandId of [null, shop.id, elsewhere.id]) expect(await ofAll(brandId)).toBeGreaterThan(0);
    await elsewhere.context((ctx) => ctx.use(Limits).clear('spec.secret', 'ann'));
    expect(await ofAll(elsewhere.id)).toBeGreaterThan(0);
    await elsewhere.context((ctx) => ctx.use(InstallationLimits).clear('spec.secret', 'ann'));
    expect(await ofAll(shop.id)).toBeNull();
  });

  it('stores whom it counts as a keyed hash only', async () => {
    await take('+886912345678', [{ max: 1, seconds: 60 }]);
    const text = (await platform.rows<{ row: string }>('SELECT a::text AS row FROM platform.attempts a')).map(({ row }) => row).join();
    const plain = await platform.rows<{ hash: string }>(`SELECT encode(sha256('+886912345678'), 'hex') AS hash`);
    expect(text).not.toContain('912345678');
    expect(text).not.toContain(plain[0]?.hash);
  });
});
