import { brand, type Cells, type ImportGroup } from '@regulars/brand';
import { member } from '@regulars/member';
import { createTestPlatform, type TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import fc from 'fast-check';
import { order } from '../src';
import { OrderImport } from '../src/api/order-import';
import { join, line, newKey, ORDERS_UPSERT, orderJson, type OrderJson, upsert } from './documents';
import { createProbe } from './probe';

const probe = createProbe();
let platform: TestPlatform;
let shop: TestShop;
let till: TestCaller;
const members: string[] = [];

beforeAll(async () => {
  platform = await createTestPlatform([brand, member, order, probe.plugin]);
  shop = await platform.brand();
  till = shop.everything();
  for (const phone of ['0912345678', '0912345679']) members.push(await join(till, phone));
});
afterAll(() => platform.stop());

/** Everything that is known of orders, in their sources' words. */
async function stateOf(brandId: string, externalIds: readonly string[]): Promise<unknown[]> {
  return platform.rows(
    `SELECT o.source, o.revision, o.status, o.member_id, o.store_id, o.channel, o.placed_at, o.updated_at, o.business_date, o.gross, o.discount, o.refunded, o.net,
       o.paid_with_points, o.counts, (SELECT jsonb_agg(to_jsonb(l) - 'order_id' - 'brand_id' ORDER BY l.number) FROM "order".line l WHERE l.order_id = o.id) AS lines
     FROM "order"."order" o WHERE o.brand_id = $1 AND o.external_id = ANY($2) ORDER BY array_position($2, o.external_id)`,
    [brandId, externalIds],
  );
}

const at = (minute: number): string => `2026-01-05T10:${String(minute).padStart(2, '0')}:00+08:00`;

/** One content for each revision and time: two of them would be the conflict nothing can settle. */
const REVISIONS: readonly OrderJson[] = [
  {},
  { revision: 1, updatedAt: at(5), lines: [line({ quantity: 3 })] },
  { revision: 2, updatedAt: at(20), status: 'PLACED' as never, lines: [line(), line({ number: 2, sku: 'CUP', unitPrice: '7.25', quantity: 3 })] },
  { revision: 3, updatedAt: at(10), lines: [line({ refundedQuantity: 1 }), line({ number: 2, sku: 'CUP' })], discount: '20' },
  { revision: 3, updatedAt: at(30), lines: [line({ number: 2, sku: 'CUP', refundedQuantity: 2 })], paidWithPoints: '5' },
];

it('an order ends in the same state for every permutation and repetition of its revisions', async () => {
  const withMembers = REVISIONS.map((revision, index) => ({ ...revision, ...(index === 0 ? {} : { member: { id: members[index % 2] as string } }) }));
  const send = async (externalId: string, sequence: readonly number[]) => {
    for (const index of sequence) expect((await upsert(till, { ...withMembers[index], externalId })).userErrors).toEqual([]);
  };
  await send('expected', [0, 1, 2, 3, 4]);
  const [expected] = await stateOf(shop.id, ['expected']);
  let run = 0;
  const repeated = fc.tuple(fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }), fc.array(fc.nat(4), { maxLength: 4 })).map(([all, more]) => [...more, ...all]);
  await fc.assert(
    fc.asyncProperty(repeated, async (sequence) => {
      const externalId = `permuted-${++run}`;
      await send(externalId, sequence);
      expect(await stateOf(shop.id, [externalId])).toEqual([expected]);
    }),
    { numRuns: 40 },
  );
});

describe('ordersUpsert', () => {
  it('lets each row stand or fall alone', async () => {
    const inputs = [
      orderJson({ externalId: 'row-0', member: { id: members[0] as string } }),
      orderJson({ externalId: 'row-1', lines: [line(), line({ number: 2, quantity: 0 })] }),
      orderJson({ externalId: 'row-2', member: { number: '99999999' } }),
      orderJson({ externalId: 'row-3', lines: [line({ sku: 'POISON' })] }),
      orderJson({ externalId: 'row-4' }),
      orderJson({ externalId: 'row-4', lines: [line({ quantity: 9 })] }),
    ];
    const key = newKey();
    const answer = await till.run(ORDERS_UPSERT, { inputs, key });
    const stands = (index: number) => ({ index, order: { externalId: `row-${index}`, revision: 1, status: 'PAID' }, userErrors: [] });
    const falls = (index: number, typename: string, code: string, ...path: string[]) => ({ index, order: null, userErrors: [{ __typename: typename, code, path: ['inputs', String(index), ...path] }] });
    expect(answer.data.ordersUpsert).toEqual({
      userErrors: [],
      results: [
        stands(0),
        falls(1, 'InvalidInputError', 'INVALID_INPUT', 'lines', '1', 'quantity'),
        falls(2, 'NotFoundError', 'NOT_FOUND', 'member'),
        falls(3, 'InvalidInputError', 'INVALID_INPUT', 'lines'),
        stands(4),
        falls(5, 'OrderRevisionConflictError', 'ORDER_REVISION_CONFLICT', 'revision'),
      ],
    });
    expect(await stateOf(shop.id, ['row-1', 'row-2', 'row-3'])).toEqual([]);
    const told = await platform.rows("SELECT payload ->> 'externalId' AS id FROM platform.event WHERE payload ->> 'externalId' LIKE 'row-%'");
    expect(told).toEqual([{ id: 'row-0' }]);
    const before = await shop.digest();
    expect(await till.run(ORDERS_UPSERT, { inputs, key })).toEqual(answer);
    expect(await shop.digest()).toEqual(before);
  });

  it('takes an order several times, oldest revision first', async () => {
    const inputs = [4, 0, 3, 0, 2].map((index) => orderJson({ ...REVISIONS[index], externalId: 'several' }));
    const { results } = await till.one(ORDERS_UPSERT, { inputs, key: newKey() });
    expect(results.map((result: { userErrors: unknown[] }) => result.userErrors)).toEqual([[], [], [], [], []]);
    expect(new Set(results.map((result: { order: { revision: number } }) => result.order.revision))).toEqual(new Set([3]));
    const change = probe.batches.at(-1);
    expect(change).toHaveLength(1);
    expect(change?.[0]).toMatchObject({ before: null, isFirst: true, after: { revision: 3, net: 0n } });
  });

  it('offers reactions a batch by member, then time', async () => {
    const inputs = [['c', 1, 9], ['a', 1, 8], ['b', 0, 9], ['d', null, 9], ['e', 1, 8]].map(([externalId, index, hour]) => orderJson({
      externalId: `sorted-${externalId}`, placedAt: `2026-01-05T0${hour}:00:00+08:00`, ...(index === null ? {} : { member: { id: members[index as number] as string } }),
    }));
    await till.one(ORDERS_UPSERT, { inputs, key: newKey() });
    expect(probe.batches.at(-1)?.map((change) => change.after.externalId)).toEqual(['sorted-d', 'sorted-b', 'sorted-a', 'sorted-e', 'sorted-c']);
  });

  it('refuses more than a hundred', async () => {
    const before = await shop.digest();
    const inputs = Array.from({ length: 101 }, (_, index) => orderJson({ externalId: `many-${index}` }));
    expect((await till.run(ORDERS_UPSERT, { inputs, key: newKey() })).data.ordersUpsert).toEqual({ results: [], userErrors: [{ code: 'INVALID_INPUT', path: ['inputs'] }] });
    expect(await shop.digest()).toEqual(before);
  });
});

describe('an import', () => {
  const options = { onExisting: 'UPDATE' as const, source: 'pos', dateFormat: null, dryRun: false };
  const rowsOf = (input: OrderJson): Cells[] => {
    const { lines = [], member: who, ...head } = orderJson(input);
    return (lines as Record<string, unknown>[]).map((each) => {
      const { number, ...rest } = each;
      const cells = { ...head, ...rest, lineNumber: number, orderDiscount: head.discount, discount: each.discount, phone: who?.phone };
      return Object.fromEntries(Object.entries(cells).map(([name, value]) => [name, value == null ? '' : String(value)]));
    });
  };
  const apply = (groups: readonly (readonly Cells[])[], given: object = {}) =>
    shop.context((ctx) => OrderImport.apply(ctx, groups.map((rows, index): ImportGroup => ({ rows, firstRow: 2 + index })), { ...options, ...given }));

  it('ends in the same state as ordersUpsert', async () => {
    const phones = ['0912345678', '0912345679'];
    const sequence = [0, 2, 3, 4, 1, 0].flatMap((index) => ['x', 'y', 'z'].map((name, who) => ({
      ...REVISIONS[index], name, ...(who < 2 ? { member: { phone: phones[who] as string } } : {}),
    })));
    const named = (prefix: string) => sequence.map(({ name, ...rest }) => ({ ...rest, externalId: `${prefix}-${name}` }));
    for (const input of named('sent')) await till.one(ORDERS_UPSERT, { inputs: [orderJson(input)], key: newKey() });
    await till.one(ORDERS_UPSERT, { inputs: named('batched').map(orderJson), key: newKey() });
    await apply(named('imported').map(rowsOf));
    const expected = await stateOf(shop.id, ['sent-x', 'sent-y', 'sent-z']);
    expect(expected).toHaveLength(3);
    expect(await stateOf(shop.id, ['batched-x', 'batched-y', 'batched-z'])).toEqual(expected);
    expect(await stateOf(shop.id, ['imported-x', 'imported-y', 'imported-z'])).toEqual(expected);
  });

  it('says of each order what became of it, and of each fault where it stands', async () => {
    const outcomes = await apply([
      rowsOf({ externalId: 'file-1' }),
      rowsOf({ externalId: 'file-2', lines: [line(), line({ number: 2, quantity: -1 })] }),
      rowsOf({ externalId: 'file-3', member: { phone: '0987654321' } }),
      rowsOf({ externalId: 'file-4', lines: [line({ sku: 'POISON' })] }),
      rowsOf({ externalId: 'file-1' }),
      rowsOf({ externalId: 'file-5', status: 'LOST' as never, lines: [line({ quantity: 'two' })] }),
    ]);
    const failed = (...faults: [row: number, column: string | null, code: string][]) =>
      ({ result: 'FAILED', errors: faults.map(([row, column, code]) => ({ row, column, code, message: expect.any(String) })) });
    expect(outcomes).toEqual([
      { result: 'CREATED' },
      failed([1, 'quantity', 'INVALID_INPUT']),
      failed([0, 'phone', 'NOT_FOUND']),
      failed([0, null, 'INVALID_INPUT']),
      { result: 'SKIPPED' },
      failed([0, 'status', 'INVALID_INPUT'], [0, 'quantity', 'INVALID_INPUT']),
    ]);
  });

  it('leaves known orders alone when told to', async () => {
    const groups = [rowsOf({ externalId: 'file-1', revision: 2, updatedAt: at(40) }), rowsOf({ externalId: 'file-6' })];
    const before = await stateOf(shop.id, ['file-1']);
    expect(await apply(groups, { onExisting: 'SKIP' })).toEqual([{ result: 'SKIPPED' }, { result: 'CREATED' }]);
    expect(await stateOf(shop.id, ['file-1'])).toEqual(before);
    expect(await apply(groups)).toEqual([{ result: 'UPDATED' }, { result: 'SKIPPED' }]);
  });
});
