import { lapse, type StateRow, stateAt } from './coupon-state';

const at = (hour: number): Date => new Date(Date.UTC(2026, 0, 5, hour));
const row = (more: Partial<StateRow> = {}): StateRow => ({ state: 'ACTIVE', valid_from: at(1), valid_to: at(10), held_until: null, ...more });

it.each<[string, StateRow, number, string]>([
  ['is scheduled before it begins', row({ state: 'SCHEDULED' }), 0, 'SCHEDULED'],
  ['is active from the instant on, written down or not', row({ state: 'SCHEDULED' }), 1, 'ACTIVE'],
  ['is expired from the instant on', row(), 10, 'EXPIRED'],
  ['is active just before', { ...row(), valid_to: new Date(at(10).getTime() + 1) }, 10, 'ACTIVE'],
  ['never expires without an end', row({ valid_to: null }), 24 * 3_650, 'ACTIVE'],
  ['is reserved while it is held', row({ state: 'RESERVED', held_until: at(5) }), 4, 'RESERVED'],
  ['is active again when the hold ends', row({ state: 'RESERVED', held_until: at(5) }), 5, 'ACTIVE'],
  ['is held past its own end', row({ state: 'RESERVED', held_until: at(11) }), 10, 'RESERVED'],
  ['expires when such a hold ends', row({ state: 'RESERVED', held_until: at(11) }), 11, 'EXPIRED'],
  ['comes back from an offer nobody took', row({ state: 'TRANSFER_PENDING', held_until: at(5) }), 5, 'ACTIVE'],
  ['stays redeemed', row({ state: 'REDEEMED' }), 12, 'REDEEMED'],
  ['stays revoked', row({ state: 'REVOKED' }), 12, 'REVOKED'],
])('a coupon %s', (_, coupon, hour, state) => {
  expect(stateAt(coupon, at(hour))).toBe(state);
});

it('dates what time has brought about with the instants it happened at', () => {
  expect(lapse(row({ state: 'SCHEDULED' }), at(12))).toEqual([
    { from: 'SCHEDULED', to: 'ACTIVE', at: at(1), reason: 'VALIDITY_BEGAN' },
    { from: 'ACTIVE', to: 'EXPIRED', at: at(10), reason: 'VALIDITY_ENDED' },
  ]);
  expect(lapse(row({ state: 'RESERVED', held_until: at(11) }), at(12))).toEqual([
    { from: 'RESERVED', to: 'ACTIVE', at: at(11), reason: 'RESERVATION_ENDED' },
    { from: 'ACTIVE', to: 'EXPIRED', at: at(11), reason: 'VALIDITY_ENDED' },
  ]);
});
