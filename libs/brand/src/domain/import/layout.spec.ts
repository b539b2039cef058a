import type { ImportField } from '../import-kind';
import { CsvRecord } from './csv-reader';
import { FileFault } from './file-fault';
import { cellsReader, checkWidth, fieldNamed, isBlank, keyReader, layoutOf } from './layout';

const fields: readonly ImportField[] = [{ name: 'externalId', required: true }, { name: 'phone' }, { name: 'birthDate' }, { name: 'consents', pattern: /^consent\.\w+$/ }];

function faults(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    if (error instanceof FileFault) return error.errors.map(({ row, column, code }) => [row, column, code]);
    throw error;
  }
  return null;
}

describe('layoutOf', () => {
  it('recognises columns by name, however it is spelt, and leaves the others out', () => {
    expect(layoutOf([' External ID', 'PHONE', 'birth_date', 'shoe size', 'error'], fields, [])).toEqual({
      header: ['External ID', 'PHONE', 'birth_date', 'shoe size', 'error'],
      columns: [{ field: 'externalId', index: 0 }, { field: 'phone', index: 1 }, { field: 'birthDate', index: 2 }],
    });
  });

  it('lets a mapping go first', () => {
    const mapping = [{ column: '會員編號', field: 'externalId' }, { column: 'Mobile', field: 'PHONE' }];
    expect(layoutOf(['會員編號', 'phone', 'mobile', 'birthDate'], fields, mapping).columns).toEqual([
      { field: 'externalId', index: 0 }, { field: 'phone', index: 2 }, { field: 'birthDate', index: 3 },
    ]);
  });

  it('lets a pattern stand for every column that matches', () => {
    expect(layoutOf(['externalId', 'Consent.Marketing', 'consent.sms'], fields, []).columns).toEqual([
      { field: 'externalId', index: 0 }, { field: 'consent.marketing', index: 1 }, { field: 'consent.sms', index: 2 },
    ]);
    expect(fieldNamed('consent', fields)).toBeNull();
  });

  it('names everything that is wrong at once', () => {
    expect(faults(() => layoutOf(['phone', 'Phone'], fields, [{ column: 'born', field: 'birthDate' }]))).toEqual([
      [1, 'born', 'UNKNOWN_COLUMN'], [1, 'Phone', 'DUPLICATE_COLUMN'], [1, 'externalId', 'MISSING_COLUMN'],
    ]);
  });
});

describe('cellsReader', () => {
  const layout = layoutOf(['phone', 'x', 'externalId'], fields, []);
  const read = (...cells: string[]) => cellsReader(layout, fields)(cells);

  it('trims, and gives every field', () => {
    expect(read(' 0912 ', 'y', 'A1')).toEqual({ externalId: 'A1', phone: '0912', birthDate: '' });
  });

  it('takes the apostrophe off what was kept from being a formula, and only that', () => {
    expect(read("'+886912345678", '', "'=1").phone).toBe('+886912345678');
    expect(read("'tis", '', "''=1")).toEqual({ externalId: "''=1", phone: "'tis", birthDate: '' });
  });

  it.each(['a', '\u00e9t\u00e9', '\u5065\u5eb7', '-', '0'])('trims every kind of space, beside %j too', (text) => {
    for (const space of [' ', '\t', '\u00a0', '\u3000', '\ufeff', '\v']) expect(read(`${space}${text}`, '', `${text}${space}`)).toEqual({ externalId: text, phone: text, birthDate: '' });
  });
});

describe('keyReader', () => {
  const key = keyReader(layoutOf(['phone', 'x', 'externalId', 'y'], fields, []), ['externalId', 'birthDate', 'phone']);

  it('is what the cells of some fields have in common, read as cells are', () => {
    expect(key.of(['1', 'x', 'A', ''])).toBe(key.of([' 1 ', 'y', 'A', '2']));
    expect(key.of(['1', 'x', 'A', ''])).not.toBe(key.of(['A', 'x', '1', '']));
    expect(key.width).toBe(3);
  });
});

describe('checkWidth', () => {
  const layout = layoutOf(['phone', 'x', 'externalId'], fields, []);
  const check = (source: string) => faults(() => checkWidth(new CsvRecord(7, source), layout));

  it('refuses a row with too few or too many cells, but no blank one', () => {
    expect(['a,b,c', 'a,"b,b",c', '', ' ,""'].map(check)).toEqual([null, null, null, null]);
    expect(check('a,b')).toEqual([[7, null, 'MALFORMED_CSV']]);
    expect(check('a,"b,c"')).toEqual([[7, null, 'MALFORMED_CSV']]);
    expect(check('a,b,c,d')).toEqual([[7, null, 'MALFORMED_CSV']]);
  });
});

it.each([['', true], [' ,"", ', true], [',,0', false]])('%j is blank: %s', (source, blank) => {
  expect(isBlank(source)).toBe(blank);
});
