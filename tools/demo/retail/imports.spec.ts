import { membersCsv, ORDER_COLUMNS, ordersCsv } from './imports.mjs';
import { settleInvoices } from './load-retail.mjs';

type Line = [stockCode: string, quantity: number, priceMilli: number];
const products = new Map([['85048', 'GLASS BALL, 15CM'], ['POST', 'POSTAGE']]);
const invoice = (name: string, at: string, customer: string | undefined, ...lines: Line[]) =>
  ({ invoice: name, at: `2010-01-0${at}:00`, customer, lines: lines.map(([stockCode, quantity, priceMilli], index) => ({ number: index + 1, stockCode, quantity, priceMilli })) });

function importsOf(...invoices: ReturnType<typeof invoice>[]) {
  const retail = { ...settleInvoices(invoices), products };
  return { members: [...membersCsv(retail)].join(''), orders: [...ordersCsv(retail)].join('').replace(`${ORDER_COLUMNS.join(',')}\n`, '') };
}

describe('the import files', () => {
  it('have the columns of the order import', () => {
    const [header] = ordersCsv({ orders: [], products });
    expect(header).toBe('source,externalId,revision,status,memberExternalId,phone,number,storeCode,channel,placedAt,updatedAt,lineNumber,sku,name,category,quantity,unitPrice,discount,refundedQuantity\n');
  });

  it('give an untouched order its first revision, one row per line, repeated articles included', () => {
    expect(importsOf(invoice('489434', '4T10:00', '13085', ['85048', 12, 6950], ['POST', 1, 18000], ['85048', 2, 6950], ['47503J ', 1, 0])).orders).toBe([
      'online-retail-ii,489434,1,PAID,13085,,,,ONLINE,2010-01-04T10:00:00,,1,85048,"GLASS BALL, 15CM",,12,6.95,,0',
      'online-retail-ii,489434,1,PAID,13085,,,,ONLINE,2010-01-04T10:00:00,,2,POST,POSTAGE,Not goods,1,18.00,,0',
      'online-retail-ii,489434,1,PAID,13085,,,,ONLINE,2010-01-04T10:00:00,,3,85048,"GLASS BALL, 15CM",,2,6.95,,0',
      'online-retail-ii,489434,1,PAID,13085,,,,ONLINE,2010-01-04T10:00:00,,4,47503J,,,1,0.00,,0',
      '',
    ].join('\n'));
  });

  it('give an order a revision for each credit invoice that touched it, and the time of the last', () => {
    const sale = invoice('489434', '4T10:00', '13085', ['85048', 12, 6950], ['POST', 1, 18000]);
    const first = invoice('C489440', '5T09:00', '13085', ['85048', -2, 6950], ['POST', -1, 18000]);
    const second = invoice('C489450', '6T09:00', '13085', ['85048', -1, 6950]);
    const tooMuch = invoice('C489460', '7T09:00', '13085', ['POST', -1, 18000]);
    expect(importsOf(sale, first, second, tooMuch).orders).toBe([
      'online-retail-ii,489434,3,PARTIALLY_REFUNDED,13085,,,,ONLINE,2010-01-04T10:00:00,2010-01-06T09:00:00,1,85048,"GLASS BALL, 15CM",,12,6.95,,3',
      'online-retail-ii,489434,3,PARTIALLY_REFUNDED,13085,,,,ONLINE,2010-01-04T10:00:00,2010-01-06T09:00:00,2,POST,POSTAGE,Not goods,1,18.00,,1',
      '',
    ].join('\n'));
  });

  it('call an order refunded when nothing of value is left, whatever was free', () => {
    const sale = invoice('489434', '4T10:00', '13085', ['85048', 12, 6950], ['85048', 3, 0]);
    expect(importsOf(sale, invoice('C489440', '5T09:00', '13085', ['85048', -12, 6950])).orders).toBe([
      'online-retail-ii,489434,2,REFUNDED,13085,,,,ONLINE,2010-01-04T10:00:00,2010-01-05T09:00:00,1,85048,"GLASS BALL, 15CM",,12,6.95,,12',
      'online-retail-ii,489434,2,REFUNDED,13085,,,,ONLINE,2010-01-04T10:00:00,2010-01-05T09:00:00,2,85048,"GLASS BALL, 15CM",,3,0.00,,0',
      '',
    ].join('\n'));
  });

  it('name no member on the order of a guest', () => {
    expect(importsOf(invoice('489434', '4T10:00', undefined, ['85048', 1, 6950])).orders)
      .toBe('online-retail-ii,489434,1,PAID,,,,,ONLINE,2010-01-04T10:00:00,,1,85048,"GLASS BALL, 15CM",,1,6.95,,0\n');
  });

  it('make a member of every customer, from the first appearance on, ordered or not', () => {
    const { members } = importsOf(
      invoice('C489430', '2T08:00', '13090', ['85048', -1, 6950]),
      invoice('489434', '4T10:00', '13085', ['85048', 1, 0]),
      invoice('489435', '4T11:00', undefined, ['85048', 1, 6950]),
      invoice('489436', '5T10:00', '13090', ['85048', 1, 6950]),
    );
    expect(members).toBe('externalId,joinedAt\n13085,2010-01-04T10:00:00\n13090,2010-01-02T08:00:00\n');
  });
});
