import { resolve } from 'node:path';
import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { BEFORE_THE_RULE, describePlugin, type TestShop } from '@regulars/testing';
import { order } from '../src';
import { join, line, openStore, upsert } from './documents';
import { at, quote, soldJson } from './till-documents';

async function scenario(shop: TestShop, round: number): Promise<void> {
  const till = shop.everything();
  const buyer = await join(till, `091234500${round}`);
  const storeCode = await openStore(till, `S${round}`);
  const bought = { externalId: `R-${round}`, member: { id: buyer } };
  await upsert(till, bought);
  await upsert(till, { ...bought, storeCode, revision: 2, updatedAt: '2026-01-05T11:00:00+08:00', lines: [line({ refundedQuantity: 1 }), line({ number: 2 })] });
  await upsert(till, { externalId: `O-${round}`, member: { id: buyer }, storeCode });
  await upsert(till, { externalId: `G-${round}` });
  const holdOf = async (orderRef: string) => (await at(till, 'tillHold', { input: { quoteId: (await quote(till, { member: { id: buyer } })).quote.id, orderRef } })).hold.id;
  await at(till, 'tillCapture', { holdId: await holdOf('captured'), order: soldJson(`H-${round}`) });
  await holdOf('open');
}

const faults = {
  'order.totals': `UPDATE "order"."order" SET gross = gross + 1, net = net + 1, counts = true WHERE brand_id = :brand AND status = 'PAID'`,
  'order.receipts': `INSERT INTO member.reward_receipt (brand_id, id, member_id, kind, spec, cause_module, cause_key, order_id, given_at, receipt_key, created_at)
    SELECT brand_id, gen_random_uuid(), id, 'points', '{}', 'spec', id, gen_random_uuid(), now(), 'x', now() FROM member.member WHERE brand_id = :brand`,
  'order.till-holds': `UPDATE "order".till_hold SET order_id = gen_random_uuid() WHERE brand_id = :brand AND state = 'CAPTURED'`,
  'order.lines': `DELETE FROM "order"."order" WHERE brand_id = :brand AND member_id IS NULL`,
};

describePlugin(order, [brand, member], {
  notPersonal: resolve(__dirname, '../../../test/golden/not-personal.txt'),
  scenario,
  faults,
  borrows: ['Store'],
  books: ['order.order'],
  anyCaller: ['order (member)'],
  shopStoppers: {
    CreateOrder1790000002000: BEFORE_THE_RULE,
    CreateTillHold1791500000401: BEFORE_THE_RULE,
    NarrowOrders1790600003000: 'was there before the rule: it reads "order"."order" once, and no order is taken meanwhile',
  },
  examples: [{
    name: 'orders of members, and their orders',
    document: `{
      members(first: 50) { nodes { orders(first: 5) { totalCount { value } nodes { externalId store { code } lines { sku } effects { kind } tierAtOrder member { number } } } } }
      orders(first: 50) { nodes { lines { sku } effects { kind } tierAtOrder member { number } } }
    }`,
  }],
});
