import { brand } from '@regulars/brand';
import { member } from '@regulars/member';
import { readId } from '@regulars/plugin-sdk';
import { createTestPlatform, type TestCaller, type TestPlatform, type TestShop } from '@regulars/testing';
import { order } from '../src';
import { type OrderChange, OrderUpserted } from '../src/contract';
import { join, line, newKey, ORDER_UPSERT, orderJson, upsert } from './documents';
import { createProbe } from './probe';

const probe = createProbe();
let platform: TestPlatform;
let shop: TestShop;
let till: TestCaller;
let anna: string;
let ben: string;

beforeAll(async () => {
  platform = await createTestPlatform([brand, member, order, probe.plugin]);
  shop = await platform.brand();
  till = shop.everything();
  anna = await join(till, '0912345678');
  ben = await join(till, '0912345679');
});
afterAll(() => platform.stop());

const uuid = (id: string): string => readId('mbr', id) as string;
const events = (externalId: string) =>
  platform.rows<{ name: string; member_id: string; net: string; at: Date }>(
    "SELECT name, member_id, payload ->> 'net' AS net, at FROM platform.event WHERE brand_id = $1 AND payload ->> 'externalId' = $2 ORDER BY xid, id", [shop.id, externalId],
  );

describe('orderUpsert', () => {
  it('records an order and answers it', async () => {
    const answer = await upsert(till, { externalId: 'first', member: { id: anna } });
    expect(answer).toEqual({ order: { id: expect.stringMatching(/^ord_/), revision: 1, status: 'PAID', member: { id: anna }, net: { amount: '100', currency: 'TWD' } }, userErrors: [] });
    const whole = await till.one(`query ($id: ID!) { order(id: $id) {
      source externalId revision status channel placedAt updatedAt businessDate store { code } tierAtOrder effects { kind }
      gross { amount } discount { amount } refunded { amount } net { amount } paidWithPoints { amount }
      lines { number sku name category quantity refundedQuantity unitPrice { amount currency } gross { amount } discount { amount } refunded { amount } net { amount } }
    } }`, { id: answer.order.id });
    expect(whole).toEqual({
      source: 'pos', externalId: 'first', revision: 1, status: 'PAID', channel: 'POS', placedAt: '2026-01-05T02:00:00.000Z', updatedAt: '2026-01-05T02:00:00.000Z',
      businessDate: '2026-01-05', store: null, tierAtOrder: null, effects: [],
      gross: { amount: '100' }, discount: { amount: '0' }, refunded: { amount: '0' }, net: { amount: '100' }, paidWithPoints: { amount: '0' },
      lines: [{
        number: 1, sku: 'TEA', name: null, category: null, quantity: 2, refundedQuantity: 0, unitPrice: { amount: '50', currency: 'TWD' },
        gross: { amount: '100' }, discount: { amount: '0' }, refunded: { amount: '0' }, net: { amount: '100' },
      }],
    });
    expect(await events('first')).toEqual([{ name: 'order.paid', member_id: uuid(anna), net: '100', at: new Date('2026-01-05T02:00:00Z') }]);
  });

  it('gives reactions the batch and lets them read what is being written', () => {
    const [batch] = probe.batches;
    expect(batch).toHaveLength(1);
    expect(batch?.[0]).toMatchObject({ before: null, isFirst: true, memberStatus: 'ACTIVE', after: { externalId: 'first', memberId: uuid(anna), net: 100n, counts: true } });
    expect(probe.found[0]).toBe(1);
  });

  it('costs four flushes with a reaction that reads and writes', async () => {
    const input = orderJson({ externalId: 'flushes', member: { phone: '0912345678' } });
    await till.traffic(ORDER_UPSERT, { input, key: newKey() });
    const first = await till.traffic(ORDER_UPSERT, { input: { ...input, externalId: 'flushes-2' }, key: newKey() });
    expect([first.flushes, first.names.filter((name) => name.startsWith('order.') || name.startsWith('probe.'))]).toEqual([
      4, ['order.lock-members', 'order.lock-orders', 'order.locked-lines', 'order.insert-orders', 'order.insert-lines', 'probe.count-orders', 'probe.note', 'order.by-ids'],
    ]);
    const changed = { ...input, revision: 2, updatedAt: '2026-01-05T11:00:00+08:00', lines: [line({ refundedQuantity: 1 }), line({ number: 2 })] };
    const second = await till.traffic(ORDER_UPSERT, { input: changed, key: newKey() });
    expect([second.flushes, second.names.filter((name) => name.startsWith('order.') || name.startsWith('probe.'))]).toEqual([
      4, ['order.lock-members', 'order.lock-orders', 'order.locked-lines', 'order.update-orders', 'order.upsert-lines', 'probe.count-orders', 'probe.note', 'order.by-ids'],
    ]);
  });

  it('does it once for one key, and refuses the key for something else', async () => {
    const key = newKey();
    const once = await upsert(till, { externalId: 'once', member: { id: anna } }, key);
    const before = await shop.digest();
    expect(await upsert(till, { externalId: 'once', member: { id: anna } }, key)).toEqual(once);
    expect((await upsert(till, { externalId: 'twice' }, key)).userErrors).toEqual([{ __typename: 'IdempotencyConflictError', code: 'IDEMPOTENCY_CONFLICT', path: ['idempotencyKey'] }]);
    expect(await shop.digest()).toEqual(before);
  });

  it.each<[string, object, object]>([
    ['an unknown member', { member: { number: '99999999' } }, { __typename: 'NotFoundError', code: 'NOT_FOUND', path: ['input', 'member'], id: null }],
    ['a negative quantity', { lines: [line({ quantity: -1 })] }, { __typename: 'InvalidInputError', code: 'INVALID_INPUT', path: ['input', 'lines', '0', 'quantity'] }],
    ['an amount with decimals its currency does not have', { discount: '0.5' }, { __typename: 'InvalidInputError', code: 'INVALID_INPUT', path: ['input', 'discount'] }],
    ['a date out of range', { placedAt: '1999-12-31T00:00:00+08:00' }, { __typename: 'InvalidInputError', code: 'INVALID_INPUT', path: ['input', 'placedAt'] }],
    ['a malformed phone', { member: { phone: '12' } }, { __typename: 'InvalidInputError', code: 'INVALID_INPUT', path: ['input', 'member', 'phone'] }],
    ['an unknown store', { storeCode: 'NOWHERE' }, { __typename: 'NotFoundError', code: 'NOT_FOUND', path: ['input', 'storeCode'], id: null }],
    ['what a module above refuses', { lines: [line({ sku: 'POISON' })] }, { __typename: 'InvalidInputError', code: 'INVALID_INPUT', path: ['input', 'lines'] }],
  ])('refuses %s, and nothing happened', async (_, changes, error) => {
    const before = await shop.digest();
    expect(await upsert(till, { externalId: 'refused', ...changes })).toEqual({ order: null, userErrors: [error] });
    expect(await shop.digest()).toEqual(before);
  });

  it('refuses two names of one member as a request', async () => {
    const before = await shop.digest();
    const input = orderJson({ externalId: 'refused', member: { phone: '0912345678', number: '1' } });
    const { errors } = await till.run(ORDER_UPSERT, { input, key: newKey() });
    expect(errors?.map(({ message }) => message)).toEqual([expect.stringContaining('MemberIdentifierInput')]);
    expect(await shop.digest()).toEqual(before);
  });

  it('takes a member of another brand for nobody', async () => {
    const other = (await platform.brand()).everything();
    const theirs = await join(other, '0912345678');
    expect((await upsert(till, { externalId: 'foreign', member: { id: theirs } })).userErrors).toEqual([
      { __typename: 'NotFoundError', code: 'NOT_FOUND', path: ['input', 'member'], id: theirs },
    ]);
  });

  it('says what status the member has', async () => {
    const carla = await join(till, '0912345680');
    await platform.rows("UPDATE member.member SET status = 'FROZEN' WHERE brand_id = $1 AND id = $2", [shop.id, uuid(carla)]);
    expect((await upsert(till, { externalId: 'frozen', member: { id: carla } })).order.member).toEqual({ id: carla });
    expect(probe.batches.at(-1)?.[0]?.memberStatus).toBe('FROZEN');
    await platform.rows("UPDATE member.member SET status = 'ERASED' WHERE brand_id = $1 AND id = $2", [shop.id, uuid(carla)]);
    expect((await upsert(till, { externalId: 'erased', member: { id: carla } })).userErrors[0]).toMatchObject({ code: 'NOT_FOUND', path: ['input', 'member'] });
  });

  it('keeps amounts exactly, up to what can be recorded', async () => {
    for (const unitPrice of ['9007199254740993', '9223372036854775807']) {
      const { order: kept } = await upsert(till, { externalId: `exact-${unitPrice}`, lines: [line({ quantity: 1, unitPrice })] });
      expect(kept.net.amount).toBe(unitPrice);
    }
    const { userErrors } = await upsert(till, { externalId: 'exact', lines: [line({ quantity: 2, unitPrice: '9223372036854775807' })] });
    expect(userErrors).toEqual([{ __typename: 'InvalidInputError', code: 'INVALID_INPUT', path: ['input', 'lines', '0', 'unitPrice'] }]);
  });

  it("lets a guest's order get a member, then another", async () => {
    const at = (hour: number) => `2026-01-05T${hour}:00:00+08:00`;
    const guest = await upsert(till, { externalId: 'guest' });
    expect(guest.order.member).toBeNull();
    expect(await events('guest')).toEqual([]);
    expect((await upsert(till, { externalId: 'guest', revision: 2, updatedAt: at(11), member: { id: anna } })).order).toMatchObject({ id: guest.order.id, member: { id: anna } });
    expect((await events('guest')).map(({ name, member_id }) => [name, member_id])).toEqual([['order.paid', uuid(anna)]]);
    const moved = await till.traffic(ORDER_UPSERT, { input: orderJson({ externalId: 'guest', revision: 3, updatedAt: at(11), member: { id: ben } }), key: newKey() });
    expect(moved.data.orderUpsert.order.member).toEqual({ id: ben });
    expect(probe.batches.at(-1)?.[0]).toMatchObject({ isFirst: false, before: { memberId: uuid(anna) }, after: { memberId: uuid(ben) } });
    expect(await events('guest')).toHaveLength(1);
  });

  it('tells of refunds and of a void', async () => {
    const later = (minute: number, changes: object) => upsert(till, { externalId: 'back', member: { id: anna }, updatedAt: `2026-01-05T11:0${minute}:00+08:00`, ...changes });
    await upsert(till, { externalId: 'back', member: { id: anna } });
    expect((await later(1, { revision: 2, lines: [line({ refundedQuantity: 1 })] })).order).toMatchObject({ status: 'PARTIALLY_REFUNDED', net: { amount: '50' } });
    expect((await later(2, { revision: 3, status: 'VOIDED', lines: [line({ refundedQuantity: 1 })] })).order.status).toBe('VOIDED');
    expect((await events('back')).map(({ name, net, at }) => [name, net, at.toISOString()])).toEqual([
      ['order.paid', '100', '2026-01-05T02:00:00.000Z'],
      ['order.refunded', '50', '2026-01-05T03:01:00.000Z'],
      ['order.refunded', '50', '2026-01-05T03:02:00.000Z'],
    ]);
  });
});

it('a reaction that comes later sees the present state, and whose the order was', async () => {
  await upsert(till, { externalId: 'later', member: { id: anna } });
  await upsert(till, { externalId: 'later', revision: 2, updatedAt: '2026-01-05T11:00:00+08:00', member: { id: ben } });
  const kept = JSON.parse(JSON.stringify(probe.batches.at(-1), (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value))) as OrderChange[];
  await upsert(till, { externalId: 'later', revision: 3, updatedAt: '2026-01-05T11:00:00+08:00', lines: [line({ quantity: 7 })] });
  const fresh = await shop.context((ctx) => OrderUpserted.refresh(ctx, kept));
  expect(fresh).toMatchObject([{
    isFirst: false, memberStatus: null,
    before: { revision: 1, memberId: uuid(anna), net: 100n, placedAt: new Date('2026-01-05T02:00:00Z'), lines: [{ gross: 100n }] },
    after: { revision: 3, memberId: null, net: 350n },
  }]);
});

describe('a revision', () => {
  const revise = (revision: number, minute: number, quantity: number) =>
    upsert(till, { externalId: 'revised', revision, updatedAt: `2026-01-05T11:${10 + minute}:00+08:00`, lines: [line({ quantity })] });

  it('that is older, or repeats, changes nothing and answers the order as it is', async () => {
    await revise(2, 5, 4);
    const before = await orderRows();
    const reacted = probe.batches.length;
    for (const [revision, minute, quantity] of [[2, 5, 4], [1, 9, 1], [2, 4, 1]] as const) {
      expect(await revise(revision, minute, quantity)).toMatchObject({ order: { revision: 2, net: { amount: '200' } }, userErrors: [] });
    }
    expect(await orderRows()).toEqual(before);
    expect(probe.batches).toHaveLength(reacted);
  });

  it('with other content at the same time is a conflict', async () => {
    const before = await shop.digest();
    expect(await revise(2, 5, 3)).toEqual({
      order: null, userErrors: [{ __typename: 'OrderRevisionConflictError', code: 'ORDER_REVISION_CONFLICT', path: ['input', 'revision'], revision: 2 }],
    });
    expect(await shop.digest()).toEqual(before);
  });

  it('with other content at a later time wins', async () => {
    expect((await revise(2, 6, 3)).order).toMatchObject({ revision: 2, net: { amount: '150' } });
  });

  it('may take lines away and add others', async () => {
    const at = '2026-01-05T11:30:00+08:00';
    await upsert(till, { externalId: 'revised', revision: 3, updatedAt: at, lines: [line({ number: 2 }), line({ number: 3, sku: 'CUP' })] });
    const { lines } = await till.one('{ order(source: "pos", externalId: "revised") { lines { number sku } } }');
    expect(lines).toEqual([{ number: 2, sku: 'TEA' }, { number: 3, sku: 'CUP' }]);
  });

  const orderRows = () => platform.rows('SELECT o.*, l.* FROM "order"."order" o JOIN "order".line l ON l.order_id = o.id WHERE o.external_id = $1', ['revised']);
});
