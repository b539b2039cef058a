import fc from 'fast-check';
import { OrderChannel, OrderStatus } from '../enums';
import type { OrderState } from './order-state';
import { judgeRevision } from './revisions';

const state = (changes: Partial<OrderState> = {}): OrderState => ({
  id: 'known', source: 'pos', externalId: 'A-1', revision: 2, status: OrderStatus.PAID, memberId: 'anna', storeId: null, storeCode: null,
  channel: OrderChannel.POS, placedAt: new Date('2025-06-15T10:00:00Z'), updatedAt: new Date('2025-06-15T11:00:00Z'), businessDate: '2025-06-15',
  gross: 500n, discount: 0n, refunded: 0n, net: 500n, paidWithPoints: 0n, counts: true,
  lines: [{
    number: 1, sku: 'TEA', name: null, category: null, quantity: 2, refundedQuantity: 0, unitPrice: '2.50',
    gross: 500n, discount: 0n, refunded: 0n, net: 500n, paidWithPoints: 0n,
  }],
  ...changes,
});
const at = (minute: number): Date => new Date(Date.UTC(2025, 5, 15, 11, minute));
const oneLine = (changes: object) => state().lines.map((line) => ({ ...line, ...changes }));

describe('of two states of an order', () => {
  it('the first known stands', () => expect(judgeRevision(null, state())).toBe('ACCEPTED'));

  it.each<[string, Partial<OrderState>, string]>([
    ['a higher revision', { revision: 3 }, 'ACCEPTED'],
    ['a higher revision of an earlier time', { revision: 3, updatedAt: at(-30) }, 'ACCEPTED'],
    ['a lower revision', { revision: 1 }, 'STALE'],
    ['a lower revision of a later time', { revision: 1, updatedAt: at(30), memberId: null }, 'STALE'],
    ['the same', { id: 'new' }, 'REPEATED'],
    ['the same at a later time', { updatedAt: at(1) }, 'ACCEPTED'],
    ['another content at a later time', { updatedAt: at(1), status: OrderStatus.FULFILLED }, 'ACCEPTED'],
    ['another content at an earlier time', { updatedAt: at(-1), status: OrderStatus.FULFILLED }, 'STALE'],
    ['another status', { status: OrderStatus.FULFILLED }, 'CONFLICT'],
    ['another member', { memberId: 'ben' }, 'CONFLICT'],
    ['no member', { memberId: null }, 'CONFLICT'],
    ['another store', { storeId: 'S1' }, 'CONFLICT'],
    ['another channel', { channel: OrderChannel.ONLINE }, 'CONFLICT'],
    ['another time of purchase', { placedAt: at(-90) }, 'CONFLICT'],
    ['a line more', { lines: [...state().lines, ...oneLine({ number: 2 })] }, 'CONFLICT'],
    ['another name of a line', { lines: oneLine({ name: 'Tea' }) }, 'CONFLICT'],
    ['another amount of a line', { lines: oneLine({ paidWithPoints: 1n }) }, 'CONFLICT'],
  ])('%s is judged', (_, changes, verdict) => expect(judgeRevision(state(), state(changes))).toBe(verdict));
});

it('whatever the order in which they come, the same state stands in the end', () => {
  const anyState = fc.record({ revision: fc.integer({ min: 1, max: 3 }), minute: fc.integer({ min: 0, max: 3 }) });
  fc.assert(
    fc.property(fc.array(anyState, { minLength: 1, maxLength: 6 }), fc.array(fc.nat(), { minLength: 12, maxLength: 12 }), (keys, picks) => {
      // One content per revision and time: two of them would be the conflict that nothing can settle.
      const states = keys.map(({ revision, minute }) => state({ revision, updatedAt: at(minute), externalId: `${revision}/${minute}` }));
      const shuffled = [...picks.map((pick) => states[pick % states.length] as OrderState), ...states].reverse();
      const end = (sequence: readonly OrderState[]) =>
        sequence.reduce<OrderState | null>((known, next) => (judgeRevision(known, next) === 'ACCEPTED' ? next : known), null);
      expect(end(shuffled)).toEqual(end(states));
    }),
  );
});
