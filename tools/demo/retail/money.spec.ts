import { formatMilli, formatPence, linePence, parseMilli } from './money.mjs';

describe('money', () => {
  it.each([
    ['6.95', 6950, '6.95'],
    ['2.1', 2100, '2.10'],
    ['18', 18000, '18.00'],
    ['0', 0, '0.00'],
    ['0.001', 1, '0.001'],
    ['25111.09', 25111090, '25111.09'],
    ['-53594.36', -53594360, '-53594.36'],
  ])('reads the price %s as %i thousandths and writes it as %s', (price, milli, written) => {
    expect(parseMilli(price)).toBe(milli);
    expect(formatMilli(milli)).toBe(written);
  });

  it.each(['', 'free', '1.2345', '1,50', '.5'])('refuses %j as a price', (price) => {
    expect(() => parseMilli(price)).toThrow('not a price');
  });

  it.each([
    [12, 6950, 8340],
    [1, 1, 0], // 0.1 pence
    [1, 5, 1], // 0.5 pence goes up
    [4, 1, 0],
    [5, 1, 1], // one rounding for the line, not one for each piece
    [3, 1125, 338],
    [80995, 2080, 16846960],
  ])('%i pieces at %i thousandths are worth %i pence', (quantity, priceMilli, pence) => {
    expect(linePence(quantity, priceMilli)).toBe(pence);
  });

  it('writes pence as pounds', () => {
    expect([0, 5, 120, -1476].map(formatPence)).toEqual(['0.00', '0.05', '1.20', '-14.76']);
  });
});
