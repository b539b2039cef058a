// Stock codes that are no goods: postage and carriage, entries by hand, discounts, fees, adjustments, tests.
const NOT_GOODS = new Set(['POST', 'DOT', 'C2', 'C3', 'M', 'm', 'D', 'S', 'B', 'ADJUST', 'ADJUST2', 'BANK CHARGES', 'AMAZONFEE', 'CRUK', 'TEST001', 'TEST002']);

/** The source knows no categories; the one we give keeps what is not goods apart. */
export function categoryOf(stockCode) {
  return NOT_GOODS.has(stockCode) ? 'Not goods' : '';
}
