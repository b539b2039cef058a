import { isReported, type TaxTerms, taxTermsOf, withheldOf, yearOf } from './tax';

const taiwan = taxTermsOf('TW') as TaxTerms;

it('knows the taxes of Taiwan, and nobody else\'s', () => {
  expect(taxTermsOf('JP')).toBeNull();
  expect([[1_000n, 0n], [1_001n, 0n], [600n, 400n], [600n, 401n], [0n, 5_000n]].map(([worth = 0n, before = 0n]) => isReported(taiwan, worth, before))).toEqual([false, true, false, true, false]);
});

it.each([
  [20_000n, true, 0n], [20_001n, true, 2_000n], [35_999n, true, 3_599n], [1_001n, false, 200n], [35_999n, false, 7_199n],
])('withholds of %s, of a resident %s, %s', (worth, isResident, withheld) => {
  expect(withheldOf(taiwan, worth, isResident)).toBe(withheld);
});

it('counts the years of the brand', () => {
  const taipei = { timeZone: 'Asia/Taipei', dayStartsAt: 0 };
  const { year, from, to } = yearOf('2026-12-31');
  expect([year, from(taipei).toISOString(), to(taipei).toISOString()]).toEqual([2026, '2025-12-31T16:00:00.000Z', '2026-12-31T16:00:00.000Z']);
});
