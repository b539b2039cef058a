import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { categoryOf } from './categories.mjs';
import { csvField, csvRow } from './csv.mjs';
import { formatMilli } from './money.mjs';
import { remembering } from './remembering.mjs';

export const SOURCE = 'online-retail-ii';
export const MEMBER_COLUMNS = ['externalId', 'joinedAt'];
export const ORDER_COLUMNS = [
  'source', 'externalId', 'revision', 'status', 'memberExternalId', 'phone', 'number', 'storeCode', 'channel', 'placedAt',
  'updatedAt', 'lineNumber', 'sku', 'name', 'category', 'quantity', 'unitPrice', 'discount', 'refundedQuantity',
];
const CHUNK_CHARACTERS = 1 << 18;

/**
 * Writes `members.csv` and `orders.csv` as the import takes them; the same data gives the same bytes.
 *
 * @param {import('./types.js').Retail} retail
 * @param {string} directory
 */
export async function writeImports(retail, directory) {
  await mkdir(directory, { recursive: true });
  return {
    members: await writeHashed(join(directory, 'members.csv'), membersCsv(retail)),
    orders: await writeHashed(join(directory, 'orders.csv'), ordersCsv(retail)),
  };
}

async function writeHashed(path, chunks) {
  const hash = createHash('sha256');
  await pipeline(Readable.from(hashing(chunks, hash)), createWriteStream(path));
  return { path, sha256: hash.digest('hex') };
}

function* hashing(chunks, hash) {
  for (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}

/**
 * `members.csv` in chunks of text.
 *
 * @param {Pick<import('./types.js').Retail, 'members'>} retail
 */
export function membersCsv({ members }) {
  return chunked(membersRows(members));
}

/**
 * `orders.csv` in chunks of text: one row per line, the rows of an order together.
 *
 * @param {Pick<import('./types.js').Retail, 'orders' | 'products'>} retail
 */
export function ordersCsv({ orders, products }) {
  return chunked(ordersRows(orders, products));
}

function* membersRows(members) {
  yield csvRow(MEMBER_COLUMNS);
  for (const { customer, joinedAt } of members) yield csvRow([customer, joinedAt]);
}

function* ordersRows(orders, products) {
  // A million rows repeat some thousand articles and prices: each is made text once.
  const article = remembering((stockCode) => [stockCode.trim(), products.get(stockCode) ?? '', categoryOf(stockCode)].map(csvField).join(','));
  const price = remembering(formatMilli);
  yield csvRow(ORDER_COLUMNS);
  for (const order of orders) yield orderRows(order, article, price);
}

function orderRows(order, article, price) {
  const { invoice, revision, status, customer = '', at, updatedAt, lines, refundedQuantities } = order;
  const head = `${SOURCE},${invoice},${revision},${status},${customer},,,,ONLINE,${at},${updatedAt}`;
  let rows = '';
  for (const { number, stockCode, quantity, priceMilli } of lines) {
    rows += `${head},${number},${article(stockCode)},${quantity},${price(priceMilli)},,${refundedQuantities.get(number) ?? 0}\n`;
  }
  return rows;
}

function* chunked(rows) {
  let chunk = '';
  for (const row of rows) {
    chunk += row;
    if (chunk.length < CHUNK_CHARACTERS) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}
