import { cellOf, draftOf } from './order-import.cells';

const options = { source: 'upload', dateFormat: null };
const row = { externalId: '536365', placedAt: '2010-12-01T08:26:00', sku: '85123A', quantity: '6', unitPrice: '2.55' };
const read = (rows: readonly Record<string, string>[], given: { readonly dateFormat?: string } = {}, timeZone = 'Europe/London') => {
  const { draft, errors } = draftOf({ rows, firstRow: 2 }, { ...options, ...given }, timeZone);
  return { draft, problems: errors.map((error) => cellOf(error.path ?? [], { rows, firstRow: 2 })) };
};

describe('the rows of an order', () => {
  it('are an order with its defaults', () => {
    expect(read([row])).toEqual({
      problems: [],
      draft: {
        source: 'upload', externalId: '536365', revision: 1, status: 'PAID', member: null, storeCode: null, channel: 'POS',
        placedAt: new Date('2010-12-01T08:26:00Z'), updatedAt: null, discount: null, paidWithPoints: null,
        lines: [{ number: 1, sku: '85123A', name: null, category: null, quantity: 6, unitPrice: '2.55', discount: null, refundedQuantity: 0, refundedAmount: null }],
      },
    });
  });

  it('are an order with everything said', () => {
    const header = {
      ...row, source: 'online-retail-ii', revision: '3', status: 'partially_refunded', memberExternalId: '17850', storeCode: 'S1', channel: 'online',
      updatedAt: '2010-12-02T09:00:00+01:00', orderDiscount: '1.00', paidWithPoints: '2.00',
    };
    const rows = [
      { ...header, lineNumber: '7', name: 'Heart', category: 'HOME', discount: '0.50', refundedQuantity: '2', refundedAmount: '0.10' },
      { ...header, lineNumber: '9', sku: '71053', quantity: '1' },
    ];
    expect(read(rows).draft).toEqual({
      source: 'online-retail-ii', externalId: '536365', revision: 3, status: 'PARTIALLY_REFUNDED',
      member: { externalId: { source: 'online-retail-ii', id: '17850' } }, storeCode: 'S1', channel: 'ONLINE',
      placedAt: new Date('2010-12-01T08:26:00Z'), updatedAt: new Date('2010-12-02T08:00:00Z'), discount: '1.00', paidWithPoints: '2.00',
      lines: [
        { number: 7, sku: '85123A', name: 'Heart', category: 'HOME', quantity: 6, unitPrice: '2.55', discount: '0.50', refundedQuantity: 2, refundedAmount: '0.10' },
        { number: 9, sku: '71053', name: null, category: null, quantity: 1, unitPrice: '2.55', discount: null, refundedQuantity: 0, refundedAmount: null },
      ],
    });
  });

  it.each([
    [{ number: 'M1', phone: '0912345678' }, { number: 'M1' }],
    [{ phone: '0912345678' }, { phone: '0912345678' }],
  ])('name their member by %j', (cells, member) => expect(read([{ ...row, ...cells }]).draft.member).toEqual(member));

  it("have local times of the brand's", () => {
    expect(read([{ ...row, placedAt: '2010-07-01 08:26' }], {}, 'Asia/Taipei').draft.placedAt).toEqual(new Date('2010-07-01T00:26:00Z'));
    expect(read([{ ...row, placedAt: '01/07/2010 08:26' }], { dateFormat: 'DD/MM/YYYY' }).draft.placedAt).toEqual(new Date('2010-07-01T07:26:00Z'));
  });

  it('say where they contradict each other, and what means nothing', () => {
    const { problems } = read([{ ...row, status: 'LOST', placedAt: 'yesterday' }, { ...row, status: 'LOST', placedAt: 'yesterday', channel: 'ONLINE' }]);
    expect(problems).toEqual([{ row: 1, column: 'channel' }, { row: 0, column: 'status' }, { row: 0, column: 'placedAt' }]);
  });

  it('leave numbers that are none to be refused', () => {
    const { draft } = read([{ ...row, revision: 'one', quantity: '1.5', refundedQuantity: 'x' }]);
    expect([draft.revision, draft.lines[0]?.quantity, draft.lines[0]?.refundedQuantity]).toEqual([NaN, NaN, NaN]);
  });
});

describe('a path in an order', () => {
  const group = { rows: [{ ...row, phone: '1' }, row], firstRow: 2 };
  it.each([
    [['lines', '1', 'quantity'], { row: 1, column: 'quantity' }],
    [['lines', '1', 'number'], { row: 1, column: 'lineNumber' }],
    [['lines'], { row: 0, column: null }],
    [['discount'], { row: 0, column: 'orderDiscount' }],
    [['member', 'phone'], { row: 0, column: 'phone' }],
    [['revision'], { row: 0, column: 'revision' }],
  ])('%j is a cell', (path, cell) => expect(cellOf(path, group)).toEqual(cell));
});
