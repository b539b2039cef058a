import type { TestShop } from '@regulars/testing';
import { audits } from '../src/data/audit.statements';

/** Nothing about a brand's points breaks a promise. */
export async function expectBooksBalance(shop: TestShop): Promise<void> {
  const broken = await shop.read(async (ctx) => {
    const rows = await Promise.all(audits.map(async ({ description, statement }) => ({ description, about: (await ctx.sql(statement())).map((row) => row.about) })));
    return rows.filter(({ about }) => about.length > 0);
  });
  expect(broken).toEqual([]);
}
