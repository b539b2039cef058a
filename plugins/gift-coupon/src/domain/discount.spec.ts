import fc from 'fast-check';
import type { BenefitTerms } from '../data/template-terms';
import { type BasketLine, discountOf, hasWhatItTakes, type LineScope, type Taker } from './discount';

/** As it is before any coupon, unless said otherwise. */
type Line = Omit<BasketLine, 'net'>;
const ALL: LineScope = { skus: null, categories: null };
const benefit = (more: Partial<BenefitTerms>): BenefitTerms => ({ kind: 'SERVICE', amount: null, percentBp: null, maxDiscount: null, sku: null, reward: null, ...more });
const line = (sku: string, quantity = 1, category: string | null = null): Line => ({ sku, quantity, category });
const off = (terms: Partial<BenefitTerms>, lines: readonly Line[], left: readonly bigint[], scope = ALL): readonly bigint[] =>
  discountOf(benefit(terms), scope, lines.map((one, index) => ({ ...one, net: left[index] ?? 0n })), 'TWD')(left);

const priced = (lines: readonly Line[]): readonly BasketLine[] => lines.map((one) => ({ ...one, net: 100n }));

const TEA = [line('TEA', 2), line('CAKE'), line('TEA')];

it.each<[string, Partial<BenefitTerms>, readonly Line[], readonly bigint[], readonly bigint[]]>([
  ['10 % of 105 is 10.5, which is 11, split without loss', { kind: 'PERCENT', percentBp: 1_000 }, [line('A'), line('B')], [55n, 50n], [6n, 5n]],
  ['12.5 % up to 7', { kind: 'PERCENT', percentBp: 1_250, maxDiscount: '7' }, [line('A'), line('B')], [80n, 20n], [6n, 1n]],
  ['everything', { kind: 'PERCENT', percentBp: 10_000 }, [line('A'), line('B')], [3n, 2n], [3n, 2n]],
  ['an amount', { kind: 'AMOUNT', amount: '10' }, [line('A'), line('B'), line('C')], [10n, 10n, 10n], [4n, 3n, 3n]],
  ['never more than there is', { kind: 'AMOUNT', amount: '50' }, [line('A')], [30n], [30n]],
  ['the dearest piece for a price', { kind: 'FIXED_PRICE', sku: 'TEA', amount: '20' }, TEA, [100n, 90n, 60n], [0n, 0n, 40n]],
  ['nothing where the price is no lower', { kind: 'FIXED_PRICE', sku: 'TEA', amount: '70' }, TEA, [100n, 90n, 60n], [0n, 0n, 0n]],
  ['the dearest piece for nothing', { kind: 'FREE_ITEM', sku: 'TEA' }, TEA, [100n, 90n, 60n], [0n, 0n, 60n]],
  ['of the two dearest pieces the cheaper one', { kind: 'BOGO', sku: 'TEA' }, TEA, [100n, 90n, 60n], [50n, 0n, 0n]],
  ['of two alike one', { kind: 'BOGO', sku: 'TEA' }, [line('TEA', 2)], [101n], [51n]],
  ['nothing of one piece', { kind: 'BOGO', sku: 'TEA' }, [line('TEA')], [50n], [0n]],
  ['nothing for a service', { kind: 'SERVICE' }, [line('A')], [30n], [0n]],
])('takes off %s', (_, terms, lines, left, expected) => expect(off(terms, lines, left)).toEqual(expected));

it('lowers only the lines it is for', () => {
  const lines = [line('TEA', 1, 'HOT'), line('TEA', 1, 'COLD'), line('CAKE', 1, 'HOT')];
  expect(off({ kind: 'PERCENT', percentBp: 5_000 }, lines, [100n, 100n, 100n], { skus: ['TEA'], categories: ['HOT'] })).toEqual([50n, 0n, 0n]);
  expect(off({ kind: 'FREE_ITEM', sku: 'TEA' }, lines, [100n, 200n, 100n], { skus: null, categories: ['HOT'] })).toEqual([100n, 0n, 0n]);
});

it('says whether what it takes is there', () => {
  expect(hasWhatItTakes(benefit({ kind: 'AMOUNT' }), { skus: ['TEA'], categories: null }, priced([line('CAKE')]))).toBe(false);
  expect(hasWhatItTakes(benefit({ kind: 'AMOUNT' }), ALL, priced([line('CAKE')]))).toBe(true);
  expect(hasWhatItTakes(benefit({ kind: 'FREE_ITEM', sku: 'TEA' }), ALL, priced([line('CAKE')]))).toBe(false);
  expect(hasWhatItTakes(benefit({ kind: 'BOGO', sku: 'TEA' }), ALL, priced([line('TEA')]))).toBe(false);
  expect(hasWhatItTakes(benefit({ kind: 'BOGO', sku: 'TEA' }), ALL, priced([line('TEA'), line('TEA')]))).toBe(true);
});

const lines = fc.array(fc.record({ sku: fc.constantFrom('A', 'B', 'C'), quantity: fc.integer({ min: 1, max: 9 }), category: fc.constantFrom('X', null), left: fc.bigInt({ min: 0n, max: 10n ** 12n }) }), { minLength: 1, maxLength: 12 });
const benefits = fc.oneof(
  fc.record({ kind: fc.constant('PERCENT' as const), percentBp: fc.integer({ min: 1, max: 10_000 }), maxDiscount: fc.option(fc.integer({ min: 1, max: 100_000 }).map(String)) }),
  fc.record({ kind: fc.constant('AMOUNT' as const), amount: fc.integer({ min: 1, max: 1_000_000 }).map(String) }),
  fc.record({ kind: fc.constant('FIXED_PRICE' as const), sku: fc.constantFrom('A', 'B'), amount: fc.integer({ min: 0, max: 1_000 }).map(String) }),
  fc.record({ kind: fc.constantFrom('FREE_ITEM' as const, 'BOGO' as const), sku: fc.constantFrom('A', 'B') }),
);
const scopes = fc.record({ skus: fc.constantFrom<string[] | null>(null, ['A'], ['A', 'C']), categories: fc.constantFrom<string[] | null>(null, ['X']) });

it('never takes more than is left of a line, less than nothing, or anything off a line it is not for', () => {
  fc.assert(fc.property(benefits, scopes, lines, (terms, scope, basket) => {
    const left = basket.map((each) => each.left);
    off(terms, basket, left, scope).forEach((share, index) => {
      const { sku, category, left: rest } = basket[index] as (typeof basket)[number];
      expect(share >= 0n && share <= rest).toBe(true);
      if ((scope.skus && !scope.skus.includes(sku)) || (scope.categories && (category === null || !scope.categories.includes(category)))) expect(share).toBe(0n);
    });
  }));
});

it('splits a percentage and an amount exactly', () => {
  fc.assert(fc.property(lines, fc.integer({ min: 1, max: 10_000 }), fc.bigInt({ min: 1n, max: 10n ** 13n }), (basket, percentBp, amount) => {
    const left = basket.map((each) => each.left);
    const total = left.reduce((a, b) => a + b, 0n);
    const sumOf = (terms: Partial<BenefitTerms>): bigint => off(terms, basket, left).reduce((a, b) => a + b, 0n);
    expect(sumOf({ kind: 'PERCENT', percentBp })).toBe((2n * total * BigInt(percentBp) + 10_000n) / 20_000n);
    expect(sumOf({ kind: 'AMOUNT', amount: String(amount) })).toBe(amount < total ? amount : total);
  }));
});

/** Pieces on lines, each with what one of them is worth. */
type Split = readonly (readonly [quantity: number, worth: bigint])[];

/** What each of some coupons takes off, in their turn. */
function inTurn(coupons: readonly Partial<BenefitTerms>[], split: Split): readonly bigint[] {
  const lines = split.map(([quantity, worth]) => ({ ...line('TEA', quantity), net: BigInt(quantity) * worth }));
  let left: readonly bigint[] = lines.map(({ net }) => net);
  const before: Taker[] = [];
  return coupons.map((terms) => {
    const taker = { benefit: benefit({ sku: 'TEA', ...terms }), scope: ALL };
    const shares = discountOf(taker.benefit, ALL, lines, 'TWD')(left, before);
    before.push(taker);
    shares.forEach((share, index) => expect(share >= 0n && share <= (left[index] ?? 0n) && share <= (split[index]?.[1] ?? 0n)).toBe(true));
    left = left.map((rest, index) => rest - (shares[index] ?? 0n));
    return shares.reduce((a, b) => a + b, 0n);
  });
}

const FREE = { kind: 'FREE_ITEM' } as const;
const BOGO = { kind: 'BOGO' } as const;
const FOR_50 = { kind: 'FIXED_PRICE', amount: '50' } as const;

it.each<[string, readonly Partial<BenefitTerms>[], number, readonly bigint[]]>([
  ['a free piece each', [FREE, FREE, FREE], 2, [100n, 100n, 0n]],
  ['a free piece of two others each', [BOGO, BOGO, BOGO], 4, [100n, 100n, 0n]],
  ['a free piece of the same two once', [BOGO, BOGO], 2, [100n, 0n]],
  ['of three pieces one, to two that take two each', [BOGO, BOGO], 3, [100n, 0n]],
  ['a piece for 50 each', [FOR_50, FOR_50, FOR_50], 2, [50n, 50n, 0n]],
  ['a piece for 50 and another for nothing', [FOR_50, FREE, FREE], 2, [50n, 100n, 0n]],
  ['the same the other way round', [FREE, FOR_50, FOR_50], 2, [100n, 50n, 0n]],
  ['a piece for 50, and of two others one', [FOR_50, BOGO, FREE], 3, [50n, 100n, 0n]],
  ['nothing of a piece that another was free for', [BOGO, FREE, FOR_50], 2, [100n, 0n, 0n]],
])('gives %s, on one line and on many', (_, coupons, pieces, expected) => {
  expect(inTurn(coupons, [[pieces, 100n]])).toEqual(expected);
  expect(inTurn(coupons, Array<Split[number]>(pieces).fill([1, 100n]))).toEqual(expected);
});

const mixed = fc.array(fc.oneof(fc.constantFrom<Partial<BenefitTerms>>(FREE, BOGO), fc.integer({ min: 0, max: 150 }).map((amount) => ({ kind: 'FIXED_PRICE' as const, amount: String(amount) }))), { minLength: 1, maxLength: 8 });
/** Pieces of up to three prices, and where the till begins a new line. */
const pieces = fc.array(fc.record({ worth: fc.constantFrom(0n, 40n, 99n, 120n), isNew: fc.boolean() }), { minLength: 1, maxLength: 10 });

it('takes the same off the same pieces however they are split over lines and in whatever order, each piece once', () => {
  fc.assert(fc.property(mixed, pieces, (coupons, sold) => {
    const split = sold.reduce<[number, bigint][]>((lines, { worth, isNew }) => {
      const last = lines.at(-1);
      if (last && !isNew && last[1] === worth) last[0]++;
      else lines.push([1, worth]);
      return lines;
    }, []);
    const byWorth = [0n, 40n, 99n, 120n].map((worth) => [sold.filter((one) => one.worth === worth).length, worth] as const).filter(([count]) => count > 0);
    const off = inTurn(coupons, split);
    expect(off).toEqual(inTurn(coupons, byWorth));
    expect(off.filter((amount) => amount > 0n).length).toBeLessThanOrEqual(sold.length);
    expect(inTurn(coupons.map(() => BOGO), split).filter((amount) => amount > 0n)).toHaveLength(Math.min(coupons.length, Math.floor(sold.filter(({ worth }) => worth > 0n).length / 2)));
  }), { numRuns: 500 });
});

it('takes its part of what a percentage has left of a piece', () => {
  const lines = [{ ...line('TEA', 2), net: 200n }];
  const free = discountOf(benefit({ kind: 'FREE_ITEM', sku: 'TEA' }), ALL, lines, 'TWD');
  const taken = { benefit: benefit({ kind: 'FREE_ITEM', sku: 'TEA' }), scope: ALL };
  expect([free([100n], [], [200n]), free([50n], [taken], [100n])]).toEqual([[50n], [50n]]);
});
