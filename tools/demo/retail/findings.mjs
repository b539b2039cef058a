import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { csvRow } from './csv.mjs';
import { formatMilli, formatPence, linePence } from './money.mjs';

const COLUMNS = ['creditInvoice', 'lineNumber', 'customer', 'creditedAt', 'sku', 'unitPrice', 'creditedQuantity', 'unmatchedQuantity', 'unmatchedAmount'];

/** Lists what the import files do not carry, so that no credit disappears: one file for members, one for guests. */
export async function writeFindings({ unmatched, guestCredits }, directory) {
  const unmatchedPath = join(directory, 'unmatched-credits.csv');
  const guestPath = join(directory, 'guest-credits.csv');
  await writeFile(unmatchedPath, creditsCsv(unmatched));
  await writeFile(guestPath, creditsCsv(guestCredits.map((credit) => ({ ...credit, unmatchedQuantity: credit.quantity }))));
  return [unmatchedPath, guestPath];
}

function creditsCsv(credits) {
  return [COLUMNS, ...credits.map(creditRow)].map(csvRow).join('');
}

function creditRow({ invoice, number, customer, at, stockCode, priceMilli, quantity, unmatchedQuantity }) {
  const amount = formatPence(linePence(unmatchedQuantity, priceMilli));
  return [invoice, number, customer, at, stockCode.trim(), formatMilli(priceMilli), quantity, unmatchedQuantity, amount];
}
