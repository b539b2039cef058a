import { createHash } from 'node:crypto';
import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { newUuid, publicId, statement } from '@regulars/plugin-sdk';
import { createTestPlatform, type Data, type TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { order } from '../src';
import { join, newKey } from './documents';

let platform: TestPlatform;
let shop: TestShop;
let staff: TestCaller;

beforeAll(async () => {
  platform = await createTestPlatform([brand, member, order]);
  shop = await platform.brand({ currency: 'GBP', timeZone: 'Europe/London', region: 'GB' });
  staff = shop.everything();
});
afterAll(() => platform.stop());

const insertFile = statement<never, [string, number, Buffer]>('spec.file', `INSERT INTO platform.file (id, name, content_type, size, sha256) VALUES ($1, 'orders.csv', 'text/csv', $2, $3)`);
const insertChunk = statement<never, [string, Buffer]>('spec.chunk', 'INSERT INTO platform.file_chunk (file_id, number, bytes) VALUES ($1, 0, $2)');

const IMPORT = `mutation ($file: ID!, $onExisting: OnExisting!, $key: String!) {
  importCreate(input: { kind: "ORDERS", file: $file, onExisting: $onExisting, source: "shop" }, idempotencyKey: $key) { job { id } userErrors { code message path } }
}`;
const JOB = 'query ($id: ID!) { job(id: $id) { status total created updated skipped failed errors { row column code } } }';

/** Uploads as POST /files does, imports, and answers the job. */
async function importOrders(rows: readonly string[], onExisting = 'UPDATE'): Promise<Data> {
  const bytes = Buffer.from(`${rows.join('\n')}\n`);
  const id = newUuid();
  await shop.context(async (ctx) => {
    await ctx.sql(insertFile(id, bytes.length, createHash('sha256').update(bytes).digest()));
    await ctx.sql(insertChunk(id, bytes));
  });
  const { job } = await staff.one(IMPORT, { file: publicId('fil', id), onExisting, key: newKey() });
  await platform.drain();
  return staff.one(JOB, { id: job.id });
}

const HEADER = 'externalId,revision,status,phone,placedAt,updatedAt,lineNumber,sku,quantity,unitPrice,refundedQuantity';
const ORDERS = [
  HEADER,
  '1,1,PAID,07700900123,2025-07-01T09:30:00,,1,CUP,2,1.25,0',
  '1,1,PAID,07700900123,2025-07-01T09:30:00,,2,TEA,3,0.125,',
  '2,2,PAID,,2025-01-01 23:59,2025-01-02T00:01:00Z,1,CUP,2,1.25,1',
  '3,1,PAID,07700900999,2025-07-01T09:30:00,,1,CUP,2,1.25,0',
  '4,1,PAID,,2025-07-01T09:30:00,,1,CUP,2,1.25,0',
  '4,1,FULFILLED,,2025-07-01T09:30:00,,2,CUP,two,1.25,0',
];

it('records the orders of a file, and says what it could not', async () => {
  await join(staff, '07700900123');
  expect(await importOrders(ORDERS)).toEqual({
    status: 'SUCCEEDED', total: 4, created: 2, updated: 0, skipped: 0, failed: 2,
    errors: [
      { row: 5, column: 'phone', code: 'NOT_FOUND' },
      { row: 7, column: 'status', code: 'INVALID_INPUT' },
      { row: 7, column: 'quantity', code: 'INVALID_INPUT' },
    ],
  });
  const { nodes } = await staff.one('{ orders { nodes { source externalId status placedAt updatedAt businessDate net { amount } member { phone } lines { number net { amount } } } } }');
  expect(nodes).toEqual([
    {
      source: 'shop', externalId: '1', status: 'PAID', placedAt: '2025-07-01T08:30:00.000Z', updatedAt: '2025-07-01T08:30:00.000Z', businessDate: '2025-07-01',
      net: { amount: '2.88' }, member: { phone: '+447700900123' }, lines: [{ number: 1, net: { amount: '2.50' } }, { number: 2, net: { amount: '0.38' } }],
    },
    {
      source: 'shop', externalId: '2', status: 'PARTIALLY_REFUNDED', placedAt: '2025-01-01T23:59:00.000Z', updatedAt: '2025-01-02T00:01:00.000Z', businessDate: '2025-01-01',
      net: { amount: '1.25' }, member: null, lines: [{ number: 1, net: { amount: '1.25' } }],
    },
  ]);
});

it('changes nothing when it comes again', async () => {
  expect(await importOrders(ORDERS.slice(0, 4))).toEqual({ status: 'SUCCEEDED', total: 2, created: 0, updated: 0, skipped: 2, failed: 0, errors: [] });
});

it('takes a later revision, unless existing orders are to be skipped', async () => {
  const later = [HEADER, '2,3,REFUNDED,07700900123,2025-01-01 23:59,2025-01-03,1,CUP,2,1.25,2'];
  expect(await importOrders(later, 'SKIP')).toMatchObject({ updated: 0, skipped: 1 });
  expect(await importOrders(later)).toMatchObject({ updated: 1, skipped: 0 });
  expect(await staff.one('{ order(source: "shop", externalId: "2") { revision status net { amount } member { phone } } }')).toEqual({
    revision: 3, status: 'REFUNDED', net: { amount: '0.00' }, member: { phone: '+447700900123' },
  });
});
