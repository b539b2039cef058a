// Prices come with up to three decimals, so they are whole thousandths of a pound here and never a fraction.
const MILLI_PER_PENNY = 10;

/** '2.1' -> 2100. */
export function parseMilli(price) {
  const match = /^(-?)(\d+)(?:\.(\d{1,3}))?$/.exec(price);
  if (match === null) throw new Error(`not a price of at most three decimals: ${price}`);
  const [, sign, pounds, decimals = ''] = match;
  const milli = Number(pounds) * 1000 + Number(decimals.padEnd(3, '0'));
  return sign === '-' ? -milli : milli;
}

/** What so many pieces cost: one rounding, half up, at the end of the line. */
export function linePence(quantity, priceMilli) {
  return Math.floor((quantity * priceMilli + MILLI_PER_PENNY / 2) / MILLI_PER_PENNY);
}

/** 2100 -> '2.10', 1 -> '0.001'. */
export function formatMilli(milli) {
  const text = formatFixed(milli, 3);
  return text.endsWith('0') ? text.slice(0, -1) : text;
}

export function formatPence(pence) {
  return formatFixed(pence, 2);
}

function formatFixed(amount, scale) {
  const digits = String(Math.abs(amount)).padStart(scale + 1, '0');
  return `${amount < 0 ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
