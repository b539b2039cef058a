import { CsvReader } from './csv-reader';
import { errorFileHeader, errorFileRows } from './error-file';
import type { ReadGroup } from './groups';
import { cellsReader, type Layout, layoutOf } from './layout';
import { faultsOf, isContentFault, tallyOf } from './outcome';
import { FileFault } from './file-fault';
import { InvalidInputError, NotFoundError, Rejection } from '@regulars/plugin-sdk';

const fields = [{ name: 'order' }, { name: 'phone' }, { name: 'name' }];

function groupOf(text: string, firstRow: number, layout: Layout): ReadGroup {
  const records = [...new CsvReader(firstRow).read(text)];
  return { firstRow, records, rows: records.map(({ cells }) => cellsReader(layout, fields)(cells)) };
}

describe('the error file', () => {
  const layout = layoutOf(['Order', 'Mobile', 'note', 'name'], fields, [{ column: 'Mobile', field: 'phone' }]);
  const group = groupOf('A,+886912,"x, y",Ann\nA,,=1+1,"O ""Neil"""\n', 4, layout);

  it('has the rows as they came and one column more, harmless to a spreadsheet', () => {
    const rows = errorFileRows(layout, [{ group, errors: [{ row: 5, column: 'Mobile', code: 'INVALID_INPUT', message: 'No number.' }, { row: 5, column: null, code: 'X', message: 'And odd.' }] }]);
    expect(errorFileHeader(layout).toString()).toBe('\ufeffOrder,Mobile,note,name,error\r\n');
    expect(rows.toString()).toBe(`A,'+886912,"x, y",Ann,\r\nA,,'=1+1,"O ""Neil""",Mobile: No number. And odd.\r\n`);
  });

  it('reads back as what it was made of', () => {
    const text = Buffer.concat([errorFileHeader(layout), errorFileRows(layout, [{ group, errors: [{ row: 4, column: null, code: 'X', message: 'No.' }] }])]).toString().slice(1);
    const reader = new CsvReader();
    const [header, ...records] = [...reader.read(text)];
    const again = layoutOf(header!.cells, fields, [{ column: 'Mobile', field: 'phone' }]);
    expect(records.map(({ cells }) => cellsReader(again, fields)(cells))).toEqual(group.rows);
    expect(errorFileHeader(again)).toEqual(errorFileHeader(layout));
    const regrouped = { firstRow: 2, records, rows: [] };
    expect(errorFileRows(again, [{ group: regrouped, errors: [{ row: 2, column: null, code: 'X', message: 'Still no.' }] }]).toString()).toBe(
      `A,'+886912,"x, y",Ann,Still no.\r\nA,,'=1+1,"O ""Neil""",\r\n`,
    );
  });
});

describe('outcomes', () => {
  const layout = layoutOf(['Bestellung', 'phone', 'name'], fields, [{ column: 'Bestellung', field: 'order' }]);
  const groups = [groupOf('A,1,x\n', 2, layout), groupOf('B,1,x\nB,2,y\n', 3, layout)];

  it('are counted, with errors in the words of the file', () => {
    const tally = tallyOf(groups, [{ result: 'CREATED' }, { result: 'FAILED', errors: [{ row: 1, column: 'order', code: 'X', message: 'No.' }] }], layout);
    expect(tally).toEqual({
      created: 1, updated: 0, skipped: 0,
      refused: [{ group: groups[1], errors: [{ row: 4, column: 'Bestellung', code: 'X', message: 'No.' }] }],
    });
  });

  it('must be one for each group', () => {
    expect(() => tallyOf(groups, [{ result: 'CREATED' }], layout)).toThrow('1 outcomes for 2 groups');
  });

  it.each([
    ['a refusal', new Rejection([new InvalidInputError('No.')]), true],
    ['a broken constraint', Object.assign(new Error(), { code: '23505' }), true],
    ['a value out of range', Object.assign(new Error(), { code: '22003' }), true],
    ['a statement that took too long', Object.assign(new Error(), { code: '57014' }), true],
    ['a bug', new TypeError('x is not a function'), true],
    ['a deadlock', Object.assign(new Error(), { code: '40P01' }), false],
    ['a lock that was not to be had', Object.assign(new Error(), { code: '55P03' }), false],
    ['a server that shuts down', Object.assign(new Error(), { code: '57P01' }), false],
    ['a lost connection', new Error('Connection terminated unexpectedly'), false],
    ['a reset connection', Object.assign(new Error(), { code: 'ECONNRESET' }), false],
    ['a fault of the whole file', new FileFault([]), false],
  ])('judges whether the content is to blame: %s', (_, error, expected) => {
    expect(isContentFault(error)).toBe(expected);
  });

  it('say what a group that fails alone suffers from, and nothing of its content', () => {
    expect(faultsOf(new Rejection([new NotFoundError({ en: 'No store.', 'zh-TW': '沒有門市。' }, 'input.storeCode')]), 'zh-TW')).toEqual([
      { row: 0, column: 'storeCode', code: 'NOT_FOUND', message: '沒有門市。' },
    ]);
    expect(faultsOf(Object.assign(new Error('Key (phone)=(0912) exists'), { code: '23505', constraint: 'phone_unique' }), 'en')).toEqual([
      { row: 0, column: null, code: 'CONSTRAINT', message: 'It breaks the rule phone_unique.' },
    ]);
    expect(faultsOf(new Error('secret'), 'en')).toEqual([{ row: 0, column: null, code: 'INTERNAL', message: 'It could not be imported because of an internal error.' }]);
  });
});
