import type { TestShop } from '@regulars/testing';

/** Nothing about a brand breaks what any of its modules promises. */
export async function expectBooksBalance(shop: TestShop): Promise<void> {
  expect(await shop.violations()).toEqual([]);
}
