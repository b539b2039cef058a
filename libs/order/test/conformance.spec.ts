import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { describePlugin, type TestShop } from '@regulars/testing';
import { order } from '../src';
import { join, line, openStore, upsert } from './documents';

async function scenario(shop: TestShop, round: number): Promise<void> {
  const till = shop.everything();
  const buyer = await join(till, `091234500${round}`);
  const storeCode = await openStore(till, `S${round}`);
  const bought = { externalId: `R-${round}`, member: { id: buyer } };
  await upsert(till, bought);
  await upsert(till, { ...bought, storeCode, revision: 2, updatedAt: '2026-01-05T11:00:00+08:00', lines: [line({ refundedQuantity: 1 }), line({ number: 2 })] });
  await upsert(till, { externalId: `O-${round}`, member: { id: buyer }, storeCode });
  await upsert(till, { externalId: `G-${round}` });
}

describePlugin(order, [brand, member], {
  scenario,
  borrows: ['Store'],
  books: ['order.order'],
  anyCaller: ['order (member)'],
  examples: [{
    name: 'orders of members, and their orders',
    document: `{
      members(first: 50) { nodes { orders(first: 5) { totalCount { value } nodes { externalId store { code } lines { sku } effects { kind } tierAtOrder member { number } } } } }
      orders(first: 50) { nodes { lines { sku } effects { kind } tierAtOrder member { number } } }
    }`,
  }],
});
