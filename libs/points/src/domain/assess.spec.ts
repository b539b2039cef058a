import { OrderChannel, type OrderLineState, type OrderState, OrderStatus, WHOLE_SCOPE } from '@regulars/order/contract';
import fc from 'fast-check';
import { assess, type Terms } from './assess';
import { conclude, reopen } from './conclude';
import type { EarnRuleVersion } from './earn-rule';

import { EarnBasis, EarnRuleKind, Rounding } from './enums';
import type { OrderExplanation } from './explanation';
import { amountOf } from './line-amounts';
import vectors from '../../test/fixtures/ledger.vectors.json';

const CALENDAR = { timeZone: 'Asia/Taipei', dayStartsAt: 0, currency: 'TWD' };

const rule = (changes: Partial<EarnRuleVersion> = {}): EarnRuleVersion => ({
  id: `version-${changes.code ?? 'base'}`, ruleId: '01234567-89ab-7cde-8f01-23456789abcd', code: 'base', version: 1, name: 'base', kind: EarnRuleKind.PER_AMOUNT,
  points: 1, amount: 100n, multiplierBp: null, basis: EarnBasis.CASH_PAID, scope: WHOLE_SCOPE, tierCodes: null, priority: 0,
  startsAt: null, endsAt: null, liveFrom: new Date(0), liveTo: null, ...changes,
});

const multiplier = (multiplierBp: number, changes: Partial<EarnRuleVersion> = {}): EarnRuleVersion =>
  rule({ code: `x${multiplierBp}`, kind: EarnRuleKind.MULTIPLIER, points: null, amount: null, multiplierBp, ...changes });

const terms = (rules: readonly EarnRuleVersion[], changes: Partial<Terms['settings']> = {}, tierBp: number | null = null): Terms => ({
  rules,
  factors: tierBp === null ? [] : [{ source: 'tier', code: 'GOLD', label: 'Gold', multiplierBp: tierBp }],
  settings: { rounding: Rounding.FLOOR, maxMultiplierBp: null, maxPointsPerOrder: null, ...changes },
});

const line = (number: number, net: bigint, changes: Partial<OrderLineState> = {}): OrderLineState => ({
  number, sku: `SKU-${number}`, name: null, category: null, quantity: 1, refundedQuantity: 0, unitPrice: String(net), gross: net, discount: 0n, refunded: 0n, net, paidWithPoints: 0n, ...changes,
});

function orderOf(lines: readonly OrderLineState[]): OrderState {
  const net = lines.reduce((sum, each) => sum + each.net, 0n);
  const at = new Date('2026-01-05T02:00:00Z');
  return {
    id: 'order', source: 'pos', externalId: '1', revision: 1, status: OrderStatus.PAID, memberId: 'member', storeId: null, storeCode: null, channel: OrderChannel.POS,
    placedAt: at, updatedAt: at, businessDate: '2026-01-05', gross: net, discount: 0n, refunded: 0n, net, paidWithPoints: 0n, counts: net > 0n, lines,
  } as OrderState;
}

const none: ReadonlySet<string> = new Set();
const pointsOf = (order: OrderState, pinned: Terms): number => conclude(assess(order, pinned, CALENDAR), none, pinned.settings, '').points;

describe('points of an order', () => {
  it.each(vectors.F4)('the published formula F4: $net at 1/$unit, x$task, x$tier, cap $cap', ({ net, unit, task, tier, cap, points }) => {
    const bp = (factor: number): number => Math.round(factor * 10_000);
    const pinned = terms([rule({ amount: BigInt(unit) }), multiplier(bp(task))], { maxMultiplierBp: cap === null ? null : bp(cap) }, bp(tier));
    expect(pointsOf(orderOf([line(1, BigInt(net))]), pinned)).toBe(points);
  });

  it('rounds once, at the end, and halves up only where a brand says so', () => {
    const order = orderOf([line(1, 300n), line(2, 300n)]);
    const rules = [rule(), multiplier(11_000), multiplier(12_500)];
    // 6 x 1.1 x 1.25 = 8.25; rounded early it would be 7 or 8.75.
    expect(assess(order, terms(rules), CALENDAR)).toMatchObject({ base: 6, multiplied: '8.25', withoutVisits: 8 });
    expect(pointsOf(order, terms([rule(), multiplier(12_500)], { rounding: Rounding.HALF_UP }))).toBe(8);
    expect(pointsOf(order, terms([rule(), multiplier(12_500)]))).toBe(7);
  });

  it('counts a line as it is left after refunds', () => {
    const half = line(1, 450n, { gross: 1000n, discount: 100n, refunded: 450n, quantity: 2, refundedQuantity: 1, paidWithPoints: 300n });
    expect([EarnBasis.GROSS, EarnBasis.NET_OF_DISCOUNT, EarnBasis.CASH_PAID].map((basis) => amountOf(half, basis))).toEqual([500n, 450n, 300n]);
    const free = line(1, 0n, { gross: 1000n, discount: 1000n, quantity: 4, refundedQuantity: 1 });
    expect([EarnBasis.GROSS, EarnBasis.NET_OF_DISCOUNT, EarnBasis.CASH_PAID].map((basis) => amountOf(free, basis))).toEqual([750n, 0n, 0n]);
  });

  it('gives no order more than a hundred million points', () => {
    expect(pointsOf(orderOf([line(1, (1n << 63n) - 1n)]), terms([rule({ amount: 1n, points: 10_000_000 }), multiplier(1_000_000)]))).toBe(100_000_000);
  });

  const lines = fc.array(fc.tuple(fc.nat(5_000), fc.constantFrom('A', 'B')), { minLength: 1, maxLength: 12 })
    .map((all) => all.map(([net, sku], index) => line(index + 1, BigInt(net), { sku, quantity: 1 + (net % 3) })));
  const rules = fc.subarray([
    rule(), rule({ code: 'item', kind: EarnRuleKind.PER_ITEM, points: 3, amount: null, scope: { ...WHOLE_SCOPE, skus: ['A'] } }),
    rule({ code: 'fixed', kind: EarnRuleKind.FIXED, points: 7, amount: null }), multiplier(15_000), multiplier(20_000, { scope: { ...WHOLE_SCOPE, skus: ['B'] } }), multiplier(12_345),
  ], { minLength: 1 });
  const settings = fc.record({ rounding: fc.constantFrom(...Object.values(Rounding)), maxMultiplierBp: fc.constantFrom(null, 9_000, 22_000), maxPointsPerOrder: fc.constantFrom(null, 50) });

  it('are split over its lines to the last one', () => {
    fc.assert(fc.property(lines, rules, settings, fc.constantFrom(null, 10_000, 17_500), (each, pinnedRules, changes, tierBp) => {
      const pinned = terms(pinnedRules, changes, tierBp);
      const { points, explanation } = conclude(assess(orderOf(each), pinned, CALENDAR), none, pinned.settings, '');
      expect(explanation.lines.reduce((sum, [, share]) => sum + share, 0)).toBe(points);
      expect(points).toBeGreaterThanOrEqual(0);
    }), { numRuns: 500 });
  });

  it('never rise by giving something back', () => {
    fc.assert(fc.property(lines, rules, settings, fc.nat(11), (each, pinnedRules, changes, index) => {
      const pinned = terms(pinnedRules.filter(({ scope }) => scope.skus === null), changes);
      const returned = each.map((one, place) => (place === index % each.length ? { ...one, refunded: one.net, refundedQuantity: one.quantity, net: 0n } : one));
      expect(pointsOf(orderOf(returned), pinned)).toBeLessThanOrEqual(pointsOf(orderOf(each), pinned));
    }), { numRuns: 300 });
  });

  it('are the same when the visit of the day comes, goes and comes back', () => {
    const visit = rule({ code: 'visit', kind: EarnRuleKind.PER_VISIT, points: 5, amount: null });
    fc.assert(fc.property(lines, settings, (each, changes) => {
      const pinned = terms([rule({ ruleId: 'aaaaaaaa-89ab-7cde-8f01-23456789abcd' }), visit, multiplier(15_000, { ruleId: 'bbbbbbbb-89ab-7cde-8f01-23456789abcd' })], changes, 12_000);
      const assessed = assess(orderOf(each), pinned, CALENDAR);
      const [has, hasNot] = [new Set([visit.ruleId]), none].map((owned) => conclude(assessed, owned, pinned.settings, 'then'));
      const stored = JSON.parse(JSON.stringify(hasNot!.explanation)) as OrderExplanation;
      const again = conclude(reopen(stored, assessed.visits, assessed.withoutVisits), new Set([visit.ruleId]), pinned.settings, 'then');
      expect(again).toEqual(has);
    }), { numRuns: 200 });
  });
});
