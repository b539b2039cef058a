import { announcementOf } from './announce';
import type { KnownOrder } from './lock-batch';
import { orderKey } from './order-key';
import { OrderChannel, OrderStatus } from '../enums';
import type { OrderState } from './order-state';
import type { OrderContent } from './read-order';
import { type IncomingOrder, settleBatch } from './settle-batch';

const content = (changes: Partial<OrderContent> = {}): OrderContent => ({
  source: 'pos', externalId: 'A', revision: 1, status: OrderStatus.PAID, storeId: null, storeCode: null, channel: OrderChannel.POS,
  placedAt: new Date('2025-06-15T10:00:00Z'), updatedAt: new Date('2025-06-15T10:00:00Z'), businessDate: '2025-06-15',
  gross: 500n, discount: 0n, refunded: 0n, net: 500n, paidWithPoints: 0n, counts: true, lines: [], ...changes,
});
const at = (index: number, changes: Partial<OrderContent> = {}, memberId: string | null = 'anna'): IncomingOrder => ({ index, content: content(changes), memberId });
const known = (changes: Partial<OrderState> = {}, announced = true): [string, KnownOrder] => {
  const state: OrderState = { ...content(), id: 'known', memberId: 'anna', ...changes };
  return [orderKey(state), { state, announced }];
};

function settle(incoming: readonly IncomingOrder[], orders: readonly [string, KnownOrder][] = [], skipExisting = false) {
  let next = 1;
  const { settlements, changes } = settleBatch(incoming, new Map(orders), { skipExisting, newId: () => `new-${next++}` });
  return {
    results: incoming.map(({ index }) => settlements.get(index)),
    changes: changes.map(({ before, after }) => [before?.state.revision ?? null, after.externalId, after.id, after.revision, after.memberId]),
  };
}

describe('a batch of orders', () => {
  it('makes new ones, sorted by source and external id', () => {
    expect(settle([at(0, { externalId: 'B' }), at(1, { source: 'app', externalId: 'Z' }, null), at(2)])).toEqual({
      results: [
        { result: 'CREATED', orderId: 'new-3', memberId: 'anna' },
        { result: 'CREATED', orderId: 'new-1', memberId: null },
        { result: 'CREATED', orderId: 'new-2', memberId: 'anna' },
      ],
      changes: [[null, 'Z', 'new-1', 1, null], [null, 'A', 'new-2', 1, 'anna'], [null, 'B', 'new-3', 1, 'anna']],
    });
  });

  it('takes the revisions of one order from the oldest to the newest, and writes it once', () => {
    expect(settle([at(0, { revision: 3 }), at(1, { revision: 1 }), at(2, { revision: 2 }, 'ben')])).toEqual({
      results: [
        { result: 'UPDATED', orderId: 'new-1', memberId: 'anna' },
        { result: 'CREATED', orderId: 'new-1', memberId: 'anna' },
        { result: 'UPDATED', orderId: 'new-1', memberId: 'ben' },
      ],
      changes: [[null, 'A', 'new-1', 3, 'anna']],
    });
  });

  it('leaves alone what is known already, or newer', () => {
    expect(settle([at(0, { revision: 2 }), at(1)], [known({ revision: 2, memberId: 'anna' })])).toEqual({
      results: [{ result: 'UNCHANGED', orderId: 'known', memberId: 'anna' }, { result: 'UNCHANGED', orderId: 'known', memberId: 'anna' }],
      changes: [],
    });
  });

  it('changes what is older, its member too', () => {
    expect(settle([at(0, { revision: 2 }, 'ben')], [known()])).toEqual({
      results: [{ result: 'UPDATED', orderId: 'known', memberId: 'ben' }],
      changes: [[1, 'A', 'known', 2, 'ben']],
    });
  });

  it('refuses a second content of one revision, and takes the others', () => {
    expect(settle([at(0), at(1, { status: OrderStatus.FULFILLED }), at(2, { revision: 2 })])).toEqual({
      results: [{ result: 'CREATED', orderId: 'new-1', memberId: 'anna' }, { result: 'CONFLICT', revision: 1 }, { result: 'UPDATED', orderId: 'new-1', memberId: 'anna' }],
      changes: [[null, 'A', 'new-1', 2, 'anna']],
    });
  });

  it('skips existing orders when told to', () => {
    expect(settle([at(0, { revision: 2 }), at(1, { externalId: 'B' })], [known()], true)).toEqual({
      results: [{ result: 'SKIPPED', orderId: 'known', memberId: 'anna' }, { result: 'CREATED', orderId: 'new-1', memberId: 'anna' }],
      changes: [[null, 'B', 'new-1', 1, 'anna']],
    });
  });
});

describe('the log is told', () => {
  const state = (changes: Partial<OrderState> = {}): OrderState => ({ ...content(), id: 'known', memberId: 'anna', ...changes });
  const refund = { status: OrderStatus.PARTIALLY_REFUNDED, refunded: 100n, net: 400n };
  const all = { status: OrderStatus.REFUNDED, refunded: 500n, net: 0n, counts: false };
  const voided = { status: OrderStatus.VOIDED, counts: false };
  const placed = { status: OrderStatus.PLACED, counts: false };
  it.each<[string, [Partial<OrderState>, boolean] | null, Partial<OrderState>, [paid: boolean, refunded: boolean, announced: boolean]]>([
    ['of a new order that counts', null, {}, [true, false, true]],
    ['of a new order that does not count yet', null, placed, [false, false, false]],
    ['of an order that counts now', [placed, false], {}, [true, false, true]],
    ['of nothing new', [{}, true], { status: OrderStatus.FULFILLED }, [false, false, true]],
    ['of a refund', [{}, true], refund, [false, true, true]],
    ['of more of a refund', [refund, true], all, [false, true, true]],
    ['not of less of a refund', [all, true], refund, [false, false, true]],
    ['of a void', [{}, true], voided, [false, true, true]],
    ['of a void once', [voided, true], { ...voided, channel: OrderChannel.ONLINE }, [false, false, true]],
    ['not of being paid again', [voided, true], {}, [false, false, true]],
    ['of both when the refund comes with the order', null, refund, [true, true, true]],
    ['of nothing when nothing was ever left', null, all, [false, false, false]],
    ['of nothing when it was void from the start', null, voided, [false, false, false]],
    ["of no guest's order", null, { memberId: null }, [false, false, false]],
    ["of a guest's order that got a member", [{ memberId: null }, false], {}, [true, false, true]],
    ['of no second member', [{ memberId: 'ben' }, true], {}, [false, false, true]],
  ])('%s', (_, before, after, [paid, refunded, announced]) => {
    const change = { before: before && { state: state(before[0]), announced: before[1] }, after: state(after) };
    expect(announcementOf(change)).toEqual({ paid, refunded, announced });
  });
});
