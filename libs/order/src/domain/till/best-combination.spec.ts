import { largestRemainder } from '@regulars/plugin-sdk';
import fc from 'fast-check';
import { type Applicable, applyOffers, byExpiry, clashes, expiryOf, sum } from './apply-offers';
import { bestCombination } from './best-combination';

interface Voucher extends Applicable {
  readonly code: string;
}

const day = (number: number): Date => new Date(Date.UTC(2026, 0, number));

const percent = (code: string, bp: bigint, more: Partial<Applicable> = {}): Voucher => ({
  code, stage: 'PERCENT', exclusive: false, expiresAt: null, discount: (left) => left.map((rest) => (rest * bp) / 10_000n), ...more,
});
const amount = (code: string, minor: bigint, more: Partial<Applicable> = {}): Voucher => ({
  code, stage: 'AMOUNT', exclusive: false, expiresAt: null, ...more,
  discount: (left) => (sum(left) === 0n ? [] : largestRemainder(minor < sum(left) ? minor : sum(left), left)),
});
const item = (code: string, line: number, more: Partial<Applicable> = {}): Voucher => ({
  code, stage: 'ITEM', exclusive: false, expiresAt: null, discount: (left) => left.map((rest, index) => (index === line ? rest : 0n)), ...more,
});

const best = (offers: readonly Voucher[], lines: readonly bigint[]) => {
  const { offers: chosen, discount } = bestCombination(offers, lines);
  return { codes: chosen.map(({ code }) => code), discount };
};

describe('offers', () => {
  it('are applied item first, then percent, then amount, each on what is left', () => {
    const { applied, left } = applyOffers([amount('A50', 50n), percent('P10', 1_000n), item('FREE', 1)], [200n, 100n]);
    expect(applied.map(({ offer, shares }) => [offer.code, shares])).toEqual([['FREE', [0n, 100n]], ['P10', [20n, 0n]], ['A50', [50n, 0n]]]);
    expect(left).toEqual([130n, 0n]);
  });

  it('never take more off a line than is left of it, nor less than nothing', () => {
    const greedy: Voucher = { ...percent('G', 0n), discount: () => [500n, -5n] };
    expect(applyOffers([greedy], [120n, 30n])).toMatchObject({ applied: [{ shares: [120n, 0n] }], left: [0n, 30n] });
  });

  it('split an amount over the lines by largest remainder', () => {
    expect(applyOffers([amount('A100', 100n)], [100n, 100n, 100n]).applied[0]?.shares).toEqual([34n, 33n, 33n]);
  });

  it('say which of them cannot go together', () => {
    const pool = { id: 'stock', left: 1 };
    expect([...clashes([percent('A', 100n, { exclusive: true }), percent('B', 100n)])]).toEqual([['A', 'EXCLUSIVE']]);
    expect([...clashes([percent('A', 100n, { exclusive: true })])]).toEqual([]);
    expect([...clashes([amount('B', 1n, { pool }), amount('A', 1n, { pool, expiresAt: day(2) })])]).toEqual([['B', 'LIMIT']]);
  });
});

describe('the best combination', () => {
  it('is nothing when nothing is usable, or takes anything off', () => {
    expect(best([], [100n])).toEqual({ codes: [], discount: 0n });
    expect(best([percent('ZERO', 0n)], [100n])).toEqual({ codes: [], discount: 0n });
  });

  it('takes an exclusive offer alone where that is more than all others together', () => {
    const others = [percent('P10', 1_000n), amount('A50', 50n)];
    expect(best([percent('HALF', 5_000n, { exclusive: true }), ...others], [1_000n])).toEqual({ codes: ['HALF'], discount: 500n });
    expect(best([percent('TENTH', 1_000n, { exclusive: true }), ...others], [1_000n])).toEqual({ codes: ['P10', 'A50'], discount: 150n });
  });

  it('of as good ones is the smaller, then the one that expires earlier', () => {
    expect(best([amount('A60', 60n), amount('A40', 40n), amount('A100', 100n)], [100n]).codes).toEqual(['A100']);
    const pool = { id: 'P', left: 1 };
    expect(best([amount('NEVER', 50n, { pool }), amount('LATE', 50n, { pool, expiresAt: day(9) }), amount('SOON', 50n, { pool, expiresAt: day(3) })], [100n]).codes).toEqual(['SOON']);
  });

  it('of more than ten offers tries the ten that take most off alone', () => {
    const offers = Array.from({ length: 30 }, (_, index) => amount(`A${String(index).padStart(2, '0')}`, BigInt(index + 1)));
    expect(best(offers, [1_000_000n])).toEqual({ codes: offers.slice(20).map(({ code }) => code), discount: 255n });
  });
});

describe('against trying everything', () => {
  const expiresAt = fc.option(fc.integer({ min: 1, max: 3 }).map(day), { nil: null });
  const pool = fc.option(fc.record({ id: fc.constantFrom('x', 'y'), left: fc.integer({ min: 0, max: 2 }) }), { nil: undefined });
  const terms = fc.record({ exclusive: fc.boolean(), expiresAt, pool });
  const voucher = fc.oneof(
    fc.tuple(fc.bigInt(0n, 10_000n), terms).map(([bp, more]) => percent('', bp, more)),
    fc.tuple(fc.bigInt(0n, 400n), terms).map(([minor, more]) => amount('', minor, more)),
    fc.tuple(fc.nat(3), terms).map(([line, more]) => item('', line, more)),
  );
  const offers = fc.array(voucher, { maxLength: 7 }).map((list) => list.map((offer, index) => ({ ...offer, code: `C${index}` })));
  const lines = fc.array(fc.bigInt(0n, 500n), { minLength: 1, maxLength: 4 });

  /** Of every subset that may be used, what it takes off, by the plain rules. */
  function oracle(all: readonly Voucher[], amounts: readonly bigint[]) {
    const subsets = Array.from({ length: 2 ** all.length }, (_, bits) => all.filter((__, index) => bits & (1 << index)));
    const allowed = subsets.filter((some) => clashes(some).size === 0);
    const rated = allowed.map((some) => ({ some, discount: sum(amounts) - sum(applyOffers(some, amounts).left) }));
    const most = rated.reduce((max, { discount }) => (discount > max ? discount : max), 0n);
    const top = rated.filter(({ discount }) => discount === most);
    const fewest = Math.min(...top.map(({ some }) => some.length));
    return { most, fewest, ties: top.filter(({ some }) => some.length === fewest).map(({ some }) => [...some].sort(byExpiry).map(expiryOf)) };
  }

  it('nothing takes more off, nothing as good is smaller or expires earlier', () => {
    fc.assert(
      fc.property(offers, lines, (all, amounts) => {
        const found = bestCombination(all, amounts);
        const { most, fewest, ties } = oracle(all, amounts);
        expect(found.discount).toBe(most);
        expect(found.offers.length).toBe(fewest);
        expect(clashes(found.offers).size).toBe(0);
        const own = [...found.offers].sort(byExpiry).map(expiryOf);
        for (const other of ties) expect(earlier(other, own)).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it('shares and what is left add up to the lines, and nothing is below zero', () => {
    fc.assert(
      fc.property(offers, lines, (all, amounts) => {
        const { applied, left } = applyOffers(all, amounts);
        amounts.forEach((amountOfLine, line) => {
          const taken = sum(applied.map(({ shares }) => shares[line] ?? -1n));
          expect(taken + (left[line] ?? -1n)).toBe(amountOfLine);
          expect((left[line] ?? -1n) >= 0n && taken >= 0n).toBe(true);
        });
      }),
      { numRuns: 300 },
    );
  });

  const earlier = (a: readonly number[], b: readonly number[]): boolean => {
    const apart = a.findIndex((instant, index) => instant !== b[index]);
    return apart >= 0 && (a[apart] as number) < (b[apart] as number);
  };
});
