import { join } from 'node:path';
import { forEachRow } from './csv.mjs';
import { compareMoments, invoiceSerial } from './moments.mjs';
import { parseMilli } from './money.mjs';
import { remembering } from './remembering.mjs';

const INVOICE_COLUMNS = ['invoice', 'invoice_ts', 'customer_id', 'country', 'lines', 'quantity', 'amount_milli_gbp'];
const LINE_COLUMNS = ['invoice', 'stock_code', 'quantity', 'price'];
const PRODUCT_COLUMNS = ['stock_code', 'description'];

/**
 * The source files as `{ invoices, products }`: invoices in order of time and number, each with its lines in the
 * order of the file; products as a map of stock code to trimmed description.
 *
 * @param {string} directory
 * @returns {Promise<{ invoices: import('./types.js').Invoice[], products: Map<string, string> }>}
 */
export async function readRetail(directory) {
  const [invoices, products] = await Promise.all([readInvoices(directory), readProducts(directory)]);
  await readLines(directory, invoices);
  for (const invoice of invoices.values()) verify(invoice);
  return { invoices: [...invoices.values()].sort(compareMoments), products };
}

async function readInvoices(directory) {
  const invoices = new Map();
  await forEachRow(join(directory, 'invoices.csv.gz'), INVOICE_COLUMNS, ([invoice, at, customer, , lines, quantity, amount]) => {
    invoiceSerial(invoice); // refuses a kind of invoice that no rule knows
    invoices.set(invoice, {
      invoice,
      at: at.replace(' ', 'T'),
      customer: customer === '' ? undefined : customer,
      lines: [],
      stated: { lines: Number(lines), quantity: Number(quantity), amountMilli: Number(amount) },
    });
  });
  return invoices;
}

async function readLines(directory, invoices) {
  const prices = remembering(parseMilli); // a million lines share some thousand prices
  await forEachRow(join(directory, 'lines.csv.gz'), LINE_COLUMNS, ([number, stockCode, quantity, price]) => {
    // Looked up each time: some invoices have their lines in several places of the file.
    const invoice = invoices.get(number);
    if (invoice === undefined) throw new Error(`a line of the unknown invoice ${number}`);
    invoice.lines.push({ number: invoice.lines.length + 1, stockCode, quantity: Number(quantity), priceMilli: prices(price) });
  });
}

async function readProducts(directory) {
  const products = new Map();
  await forEachRow(join(directory, 'products.csv.gz'), PRODUCT_COLUMNS, ([stockCode, description]) => {
    products.set(stockCode, description.trim());
  });
  return products;
}

/** The invoices state their own totals, so a file that was cut short or mixed up cannot pass. */
function verify({ invoice, lines, stated }) {
  let quantity = 0;
  let amountMilli = 0;
  for (const line of lines) {
    quantity += line.quantity;
    amountMilli += line.quantity * line.priceMilli;
  }
  if (lines.length !== stated.lines || quantity !== stated.quantity || amountMilli !== stated.amountMilli) {
    throw new Error(`the lines of invoice ${invoice} do not add up to what it states`);
  }
}
