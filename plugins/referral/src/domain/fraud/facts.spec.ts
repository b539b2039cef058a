import { DAY, HOUR, MINUTE } from '@regulars/plugin-sdk';
import { factsOf, type RefereeRecord, type Surroundings } from './facts';

const NOON = new Date('2026-03-02T04:00:00Z');
const later = (ms: number, from = NOON): Date => new Date(from.getTime() + ms);

const referee = (memberId: string, given: Partial<RefereeRecord> = {}): RefereeRecord => ({
  memberId, referrerId: 'anna', boundAt: NOON, joinedAt: NOON, network: null, device: null, traits: [], firstOrder: null, returnedAt: null, ...given,
});

const bought = (after: number, net: bigint, refundedAfter: number | null = null): Pick<RefereeRecord, 'firstOrder'> => ({
  firstOrder: { at: later(after), storeId: 'xinyi', net, refundedAt: refundedAfter === null ? null : later(refundedAfter) },
});

const around = (given: Partial<Surroundings>): Surroundings => ({
  edge: referee('ben'), email: 'PLAIN', ancestors: [], wasMember: false, isReturnedFavour: false, circle: [], minNet: 10_000n,
  referrer: { memberId: 'anna', joinedAt: later(-10 * DAY), isStaff: false, networks: ['home'], devices: ['phone'], traits: ['inbox a'], firstOrderAt: later(-9 * DAY) }, ...given,
});

describe('factsOf', () => {
  it('counts friends behind one network within 30 days, and whose they were', () => {
    const edge = referee('ben', { network: 'home', device: 'phone' });
    const circle = [
      referee('cat', { network: 'home', device: 'phone' }), referee('dan', { network: 'home', boundAt: later(-30 * DAY) }), referee('eve', { network: 'home', boundAt: later(-30 * DAY - 1) }),
      referee('fay', { network: 'home', referrerId: 'olga', device: 'phone' }), referee('gus', { network: 'work' }), referee('ben', { network: 'home' }),
    ];
    expect(factsOf(around({ edge, circle }), later(DAY))).toMatchObject({ onNetwork: 2, networkReferrers: 1, onReferrersNetwork: true, onDevice: 2, onReferrersDevice: true });
    // What is not known is no match.
    expect(factsOf(around({ circle: [referee('cat')] }), later(DAY))).toMatchObject({ onNetwork: 0, onReferrersNetwork: false, onDevice: 0, onReferrersDevice: false });
  });

  it('sees only what was there at the moment', () => {
    const circle = [referee('cat', { ...bought(DAY, 10_000n, 20 * DAY), returnedAt: later(12 * DAY) }), referee('dan', { boundAt: later(9 * DAY), ...bought(9 * DAY, 50_000n) })];
    const seen = around({ edge: referee('ben', bought(HOUR, 11_400n)), circle });
    expect(factsOf(seen, later(HOUR))).toMatchObject({ bought: 0, boughtMinimum: 0, hadTime: 0, percentOfMinimum: 114, minutesToOrder: 60 });
    expect(factsOf(seen, later(8 * DAY))).toMatchObject({ bought: 1, boughtMinimum: 1, hadTime: 2, returned: 0, refunded: 0 });
    expect(factsOf(seen, later(20 * DAY))).toMatchObject({ bought: 2, boughtMinimum: 1, hadTime: 3, returned: 1, refunded: 1 });
  });

  it('finds friends at one till: the same store, within three minutes', () => {
    const other = (store: string, minutes: number): Partial<RefereeRecord> => ({ firstOrder: { at: later(HOUR + minutes * MINUTE), storeId: store, net: 10_000n, refundedAt: null } });
    const circle = [referee('cat', other('xinyi', 3)), referee('dan', other('xinyi', 3.1)), referee('eve', other('banqiao', 0)), referee('fay', { ...other('xinyi', 0), referrerId: 'olga' })];
    expect(factsOf(around({ edge: referee('ben', bought(HOUR, 10_000n)), circle }), later(DAY)).atTheTill).toBe(1);
    expect(factsOf(around({ circle }), later(DAY)).atTheTill).toBe(0);
  });

  it('follows a chain only as long as each was bound within a day of the next, and finds a circle in it', () => {
    const ancestors = [{ memberId: 'zoe', boundAt: later(-DAY) }, { memberId: 'yan', boundAt: later(-DAY - HOUR) }, { memberId: 'ben', boundAt: later(-3 * DAY) }];
    expect(factsOf(around({ ancestors }), NOON)).toMatchObject({ freshLinks: 2, closesCircle: true });
    expect(factsOf(around({ ancestors: ancestors.slice(0, 2) }), NOON)).toMatchObject({ freshLinks: 2, closesCircle: false });
    expect(factsOf(around({}), NOON)).toMatchObject({ freshLinks: 0, referrerAgeDays: 10, referrerHasBought: true, isLikeReferrer: false, percentOfMinimum: null });
  });

  it('knows one person by what two accounts have in common', () => {
    expect(factsOf(around({ edge: referee('ben', { traits: ['inbox b', 'inbox a'] }), circle: [referee('cat', { traits: ['inbox b'] }), referee('dan')] }), NOON)).toMatchObject({ isLikeReferrer: true, alike: 1 });
    expect(factsOf(around({ edge: referee('anna') }), NOON)).toMatchObject({ isSelf: true });
  });

  it('takes for just the least what is at most 15 per cent above it, and nothing below', () => {
    const of = (net: bigint): unknown => factsOf(around({ edge: referee('ben', bought(HOUR, net)), circle: [referee('cat', bought(HOUR, net))] }), later(DAY));
    expect(of(10_000n)).toMatchObject({ percentOfMinimum: 100, boughtMinimum: 1 });
    expect(of(11_499n)).toMatchObject({ percentOfMinimum: 114, boughtMinimum: 1 });
    expect(of(11_500n)).toMatchObject({ percentOfMinimum: 115, boughtMinimum: 0 });
    expect(of(9_999n)).toMatchObject({ percentOfMinimum: 99, boughtMinimum: 0 });
  });
});
