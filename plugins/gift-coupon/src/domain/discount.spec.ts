import fc from 'fast-check';
import type { BenefitTerms } from '../data/template-terms';
import { type BasketLine, discountOf, hasWhatItTakes, type LineScope } from './discount';

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

/** What each of some coupons takes off equal pieces, as many to a line as `quantities` say. */
function inTurn(coupons: readonly Partial<BenefitTerms>[], quantities: readonly number[], worth: bigint): readonly bigint[] {
  const lines = quantities.map((quantity) => ({ ...line('TEA', quantity), net: BigInt(quantity) * worth }));
  let left: readonly bigint[] = lines.map(({ net }) => net);
  return coupons.map((terms) => {
    const shares = discountOf(benefit({ sku: 'TEA', ...terms }), ALL, lines, 'TWD')(left);
    left = left.map((rest, index) => rest - (shares[index] ?? 0n));
    return shares.reduce((a, b) => a + b, 0n);
  });
}

it.each<[string, Partial<BenefitTerms>, number, readonly bigint[]]>([
  ['a free piece each', { kind: 'FREE_ITEM' }, 2, [100n, 100n, 0n]],
  ['a free piece of two others each', { kind: 'BOGO' }, 4, [100n, 100n, 100n]],
  ['a free piece of the same two once', { kind: 'BOGO' }, 2, [100n, 0n, 0n]],
  ['a piece for 50 each', { kind: 'FIXED_PRICE', amount: '50' }, 2, [50n, 50n, 0n]],
])('gives %s, on one line and on many', (_, terms, pieces, expected) => {
  expect(inTurn([terms, terms, terms], [pieces], 100n)).toEqual(expected);
  expect(inTurn([terms, terms, terms], Array<number>(pieces).fill(1), 100n)).toEqual(expected);
});

const quantities = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 });
const alike = fc.oneof(
  fc.array(fc.constantFrom<Partial<BenefitTerms>>({ kind: 'FREE_ITEM' }, { kind: 'BOGO' }), { minLength: 1, maxLength: 8 }),
  fc.tuple(fc.integer({ min: 0, max: 150 }), fc.integer({ min: 1, max: 8 })).map(([amount, count]) => Array<Partial<BenefitTerms>>(count).fill({ kind: 'FIXED_PRICE', amount: String(amount) })),
);

it('takes the same off equal pieces however they are split over lines', () => {
  fc.assert(fc.property(alike, quantities, fc.bigInt({ min: 0n, max: 120n }), (coupons, split, worth) => {
    const total = split.reduce((a, b) => a + b, 0);
    expect(inTurn(coupons, split, worth)).toEqual(inTurn(coupons, [total], worth));
  }), { numRuns: 500 });
});

it('takes its part of what a percentage has left of a piece', () => {
  const lines = [{ ...line('TEA', 2), net: 200n }];
  const free = discountOf(benefit({ kind: 'FREE_ITEM', sku: 'TEA' }), ALL, lines, 'TWD');
  expect([free([100n], [200n]), free([50n], [100n])]).toEqual([[50n], [50n]]);
});
