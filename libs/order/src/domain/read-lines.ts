import { divideRoundHalfUp, formatDecimal, largestRemainder, scaleOf } from '@regulars/plugin-sdk';
import { type InputReader, MAX_MINOR, PRICE_EXTRA_DECIMALS } from './input-reader';
import type { OrderDraft, OrderLineDraft } from './order-draft';
import { OrderStatus } from '../enums';
import type { OrderLineState } from './order-state';

const MAX_LINES = 2_000;
const MAX_NUMBER = 2_147_483_647;
const MAX_QUANTITY = 10_000_000;
const PRICE_UNITS = 10n ** BigInt(PRICE_EXTRA_DECIMALS);

/** One line on its own: what is said of the order as a whole is not in it yet. */
interface LinePart {
  /** Its place in the input. */
  readonly index: number;
  readonly draft: OrderLineDraft;
  readonly sku: string;
  readonly name: string | null;
  readonly category: string | null;
  readonly unitPrice: string;
  readonly gross: bigint;
  readonly discount: bigint;
  readonly refundedAmount: bigint;
}

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n);
const spread = (total: bigint, weights: readonly bigint[]): readonly bigint[] =>
  total === 0n ? weights.map(() => 0n) : largestRemainder(total, weights);

/** The order's lines by number, every amount settled; null when there is something wrong with them. */
export function readLines(draft: OrderDraft, currency: string, read: InputReader): readonly OrderLineState[] | null {
  if (draft.lines.length < 1 || draft.lines.length > MAX_LINES) {
    return read.problem(['lines'], { en: `An order has 1 to ${MAX_LINES} lines.`, 'zh-TW': `一筆訂單有 1 到 ${MAX_LINES} 個品項。` });
  }
  const parts = draft.lines.map((line, index) => readLine(line, index, currency, read));
  const unique = haveOwnNumbers(draft.lines, read);
  const discount = read.amount(draft.discount, 'discount');
  const paidWithPoints = read.amount(draft.paidWithPoints, 'paidWithPoints');
  if (!parts.every((part) => part !== null) || !unique || discount === null || paidWithPoints === null) return null;
  return settle(parts.sort((a, b) => a.draft.number - b.draft.number), { discount, paidWithPoints, status: draft.status }, currency, read);
}

function haveOwnNumbers(lines: readonly OrderLineDraft[], read: InputReader): boolean {
  const seen = new Set<number>();
  lines.forEach(({ number }, index) => {
    if (seen.has(number)) read.problem(['lines', index, 'number'], { en: `Line number ${number} is there twice.`, 'zh-TW': `品項編號 ${number} 重複。` });
    seen.add(number);
  });
  return seen.size === lines.length;
}

function readLine(line: OrderLineDraft, index: number, currency: string, read: InputReader): LinePart | null {
  const at = ['lines', index] as const;
  const number = read.whole(line.number, 0, MAX_NUMBER, ...at, 'number');
  const sku = read.text(line.sku, 100, ...at, 'sku');
  const name = read.optionalText(line.name, 300, ...at, 'name');
  const category = read.optionalText(line.category, 200, ...at, 'category');
  const quantity = read.whole(line.quantity, 1, MAX_QUANTITY, ...at, 'quantity');
  const price = read.unitPrice(line.unitPrice, ...at, 'unitPrice');
  const refundedQuantity = quantity === null ? null : read.whole(line.refundedQuantity, 0, quantity, ...at, 'refundedQuantity');
  const refundedAmount = read.amount(line.refundedAmount, ...at, 'refundedAmount');
  const discount = read.amount(line.discount, ...at, 'discount');
  if (number === null || sku === null || name === undefined || category === undefined || quantity === null || price === null || refundedQuantity === null || refundedAmount === null || discount === null) return null;
  const gross = divideRoundHalfUp(BigInt(quantity) * price.units, PRICE_UNITS);
  if (gross > MAX_MINOR) return read.problem([...at, 'unitPrice'], { en: 'The line is worth more than can be recorded.', 'zh-TW': '這個品項的金額過大。' });
  if (discount > gross) {
    return read.problem([...at, 'discount'], { en: `The discount is more than the line's ${amountOf(gross, currency)}.`, 'zh-TW': `折扣超過品項金額 ${amountOf(gross, currency)}。` });
  }
  return { index, draft: line, sku, name, category, unitPrice: price.text, gross, discount, refundedAmount };
}

const amountOf = (minor: bigint, currency: string): string => `${formatDecimal(minor, scaleOf(currency))} ${currency}`;

interface WholeOrder {
  readonly discount: bigint;
  readonly paidWithPoints: bigint;
  readonly status: OrderStatus;
}

/** Spreads over the lines what was said of the whole order, then takes off what was given back. */
function settle(parts: readonly LinePart[], whole: WholeOrder, currency: string, read: InputReader): readonly OrderLineState[] | null {
  const left = parts.map((part) => part.gross - part.discount);
  if (sum(parts.map((part) => part.gross)) > MAX_MINOR) return read.problem(['lines'], { en: 'The order is worth more than can be recorded.', 'zh-TW': '訂單金額過大。' });
  if (whole.discount > sum(left)) {
    return read.problem(['discount'], { en: `The discount is more than the lines' ${amountOf(sum(left), currency)}.`, 'zh-TW': `折扣超過品項總額 ${amountOf(sum(left), currency)}。` });
  }
  const shares = spread(whole.discount, left);
  const payable = left.map((amount, index) => amount - (shares[index] ?? 0n));
  if (whole.paidWithPoints > sum(payable)) {
    return read.problem(['paidWithPoints'], { en: `More was paid with points than the order's ${amountOf(sum(payable), currency)}.`, 'zh-TW': `點數折抵超過訂單金額 ${amountOf(sum(payable), currency)}。` });
  }
  const paid = spread(whole.paidWithPoints, payable);
  const everything = whole.status === OrderStatus.REFUNDED && parts.every(({ draft, refundedAmount }) => draft.refundedQuantity === 0 && refundedAmount === 0n);
  const lines = parts.map((part, index) => settleLine(part, payable[index] ?? 0n, paid[index] ?? 0n, everything, currency, read));
  return lines.every((line) => line !== null) ? lines : null;
}

function settleLine(part: LinePart, payable: bigint, paidWithPoints: bigint, everything: boolean, currency: string, read: InputReader): OrderLineState | null {
  const { number, quantity } = part.draft;
  const refundedQuantity = everything ? quantity : part.draft.refundedQuantity;
  const refunded = shareOf(payable, refundedQuantity, quantity) + part.refundedAmount;
  if (refunded > payable) {
    const most = amountOf(payable - shareOf(payable, refundedQuantity, quantity), currency);
    return read.problem(['lines', part.index, 'refundedAmount'], { en: `At most ${most} more can be given back on this line.`, 'zh-TW': `這個品項最多還能退 ${most}。` });
  }
  const { sku, name, category, unitPrice, gross } = part;
  return {
    number, sku, name, category, quantity, refundedQuantity, unitPrice, gross,
    discount: gross - payable, refunded, net: payable - refunded, paidWithPoints,
  };
}

/** What `quantity` pieces of `of` are worth: all of them exactly the whole, more of them never less. */
const shareOf = (payable: bigint, quantity: number, of: number): bigint =>
  quantity === 0 ? 0n : divideRoundHalfUp(payable * BigInt(quantity), BigInt(of));
