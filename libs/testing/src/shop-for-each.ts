import type { PluginDefinition } from '@regulars/plugin-sdk';
import type { TestCaller } from './caller';
import type { BrandOptions } from './new-brand';
import { createTestPlatform, type TestPlatform } from './platform';
import type { TestShop } from './shop';

/** What a spec works on. */
export interface OpenedShop {
  readonly platform: TestPlatform;
  readonly shop: TestShop;
  /** Who may do everything. */
  readonly staff: TestCaller;
}

/** A platform for all specs of a file, and a brand of its own for each, whose books have to be in order behind it; `take` is told of them. */
export function shopForEach(modules: readonly PluginDefinition[], options: BrandOptions, take: (opened: OpenedShop) => void | Promise<void>): void {
  let platform: TestPlatform;
  let shop: TestShop;
  beforeAll(async () => {
    platform = await createTestPlatform(modules);
  });
  afterAll(() => platform?.stop());
  beforeEach(async () => {
    shop = await platform.brand(options);
    await take({ platform, shop, staff: shop.everything() });
  });
  afterEach(async () => expect(await shop.violations()).toEqual([]));
}
