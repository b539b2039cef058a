import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readRetail } from './read-retail.mjs';

const INVOICES = [
  'invoice,invoice_ts,customer_id,country,lines,quantity,amount_milli_gbp',
  '489436,2009-12-01 09:06:00,,United Kingdom,1,2,4200',
  'C489435,2009-12-01 07:46:00,13085,United Kingdom,1,-1,-6950',
  '489434,2009-12-01 07:46:00,13085,United Kingdom,2,15,90000',
];
const LINES = ['invoice,stock_code,quantity,price', '489434,85048,12,6.95', 'C489435,85048,-1,6.95', '489436,79323P,2,2.1', '489434,22041,3,2.2'];
const PRODUCTS = ['stock_code,description', '85048,"GLASS BALL, 15CM "'];

describe('readRetail', () => {
  let directory: string;
  beforeAll(async () => { directory = await mkdtemp(join(tmpdir(), 'retail-')); });
  afterAll(() => rm(directory, { recursive: true }));

  async function read(lines = LINES, invoices = INVOICES) {
    const files = { invoices, lines, products: PRODUCTS };
    for (const [name, rows] of Object.entries(files)) await writeFile(join(directory, `${name}.csv.gz`), gzipSync(`${rows.join('\n')}\n`));
    return readRetail(directory);
  }

  it('gives invoices in order of time and number, each with all its lines wherever they stand', async () => {
    const { invoices, products } = await read();
    expect(invoices).toMatchObject([
      { invoice: '489434', at: '2009-12-01T07:46:00', customer: '13085', lines: [{ number: 1, stockCode: '85048', quantity: 12, priceMilli: 6950 }, { number: 2, stockCode: '22041', quantity: 3, priceMilli: 2200 }] },
      { invoice: 'C489435', at: '2009-12-01T07:46:00', customer: '13085', lines: [{ number: 1, stockCode: '85048', quantity: -1, priceMilli: 6950 }] },
      { invoice: '489436', at: '2009-12-01T09:06:00', customer: undefined, lines: [{ number: 1, stockCode: '79323P', quantity: 2, priceMilli: 2100 }] },
    ]);
    expect(products).toEqual(new Map([['85048', 'GLASS BALL, 15CM']]));
  });

  it.each([
    ['lines are missing', LINES.slice(0, -1), INVOICES, 'the lines of invoice 489434 do not add up'],
    ['a price was changed', LINES.with(1, '489434,85048,12,6.96'), INVOICES, 'the lines of invoice 489434 do not add up'],
    ['a line has no invoice', [...LINES, '489437,85048,1,1'], INVOICES, 'a line of the unknown invoice 489437'],
    ['a column is missing', LINES.with(0, 'invoice,stock_code,quantity'), INVOICES, 'expected the columns invoice,stock_code,quantity,price'],
    ['an invoice has a number of another kind', LINES.with(2, 'X489435,85048,-1,6.95'), INVOICES.with(2, 'X489435,2009-12-01 07:46:00,13085,United Kingdom,1,-1,-6950'), 'X489435'],
  ])('refuses the files when %s', async (_, lines, invoices, message) => {
    await expect(read(lines, invoices)).rejects.toThrow(message);
  });
});
