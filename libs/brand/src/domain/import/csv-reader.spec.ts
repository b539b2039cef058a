import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { CsvReader } from './csv-reader';
import { FileFault } from './file-fault';

function readAll(pieces: readonly string[]): string[][] {
  const reader = new CsvReader();
  const records = pieces.flatMap((piece) => [...reader.read(piece)]);
  return [...records, ...reader.end()].map(({ cells }) => [...cells]);
}

/** The text cut at these places. */
function cut(text: string, places: readonly number[]): string[] {
  const at = [0, ...places.map((place) => place % (text.length + 1)).sort((a, b) => a - b), text.length];
  return at.slice(1).map((end, index) => text.slice(at[index], end));
}

function faultOf(text: string): unknown {
  try {
    readAll([text]);
  } catch (error) {
    return (error as FileFault).errors;
  }
  return null;
}

describe('CsvReader', () => {
  it.each([
    ['plain rows', 'a,b\nc,d\n', [['a', 'b'], ['c', 'd']]],
    ['no line end at the end', 'a,b\nc,d', [['a', 'b'], ['c', 'd']]],
    ['CRLF', 'a,b\r\nc,d\r\n', [['a', 'b'], ['c', 'd']]],
    ['empty cells', ',\n"",\n', [['', ''], ['', '']]],
    ['a blank line', 'a\n\nb\n', [['a'], [''], ['b']]],
    ['quotes, commas and line ends in a quoted cell', '"say ""hi""","a,b","c\r\nd"\n', [['say "hi"', 'a,b', 'c\r\nd']]],
    ['quoted and plain cells side by side', 'a,"b",c,"d"\r\n', [['a', 'b', 'c', 'd']]],
    ['a quoted cell before an empty one', '"a",\n', [['a', '']]],
    ['nothing but quotes', '"""",""\n', [['"', '']]],
    ['CJK', '會員,"王,小明"\n', [['會員', '王,小明']]],
  ])('reads %s', (_, text, rows) => {
    expect(readAll([text])).toEqual(rows);
  });

  it('keeps each record as it stood, and counts rows rather than lines', () => {
    const reader = new CsvReader();
    const records = [...reader.read('a,"x\ny"\r\nb,c'), ...reader.end()];
    expect(records.map(({ row, cells, source }) => ({ row, cells, source }))).toEqual([
      { row: 1, cells: ['a', 'x\ny'], source: 'a,"x\ny"' },
      { row: 2, cells: ['b', 'c'], source: 'b,c' },
    ]);
  });

  it('says how wide a record is, and what stands before a cell', () => {
    const [plain, quoted, empty] = [...new CsvReader().read('a,b,,c\n"a,b",c\n\n')];
    expect([plain?.width, quoted?.width, empty?.width]).toEqual([4, 2, 1]);
    expect([0, 1, 2, 3, 4].map((count) => plain?.before(count))).toEqual(['', 'a,', 'a,b,', 'a,b,,', null]);
    expect([quoted?.before(1), empty?.before(1)]).toEqual([null, null]);
  });

  it.each([
    ['a quote in a plain cell', 'a\n5" pipe,b"\n', 2],
    ['something behind a closing quote', 'a\nb\n"c"d,"e"\n', 3],
    ['a blank behind a closing quote', '"a" ,b\n', 1],
    ['a quote that is not closed', 'a\n"b\nc\n', 2],
    ['a quoted row that does not end', `a\n"${'x'.repeat(2 << 20)}`, 2],
  ])('refuses %s, saying where', (_, text, row) => {
    expect(faultOf(text)).toEqual([expect.objectContaining({ row, column: null, code: 'MALFORMED_CSV' })]);
  });

  it('reads what csv-parse reads, however the text is cut', () => {
    const cell = fc.stringMatching(/^["\n\r, a王]{0,6}$/);
    const quoted = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    const rows = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(rows, fc.constantFrom('\n', '\r\n'), fc.array(fc.nat(), { maxLength: 5 }), (wanted, end, places) => {
        const text = wanted.map((row) => row.map(quoted).join(',') + end).join('');
        expect(readAll(cut(text, places))).toEqual(wanted);
        expect(parse(text, { relax_column_count: true, record_delimiter: end })).toEqual(wanted);
      }),
      { numRuns: 500 },
    );
  });

  it('refuses what csv-parse refuses, and reads the rest alike', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^["\n, ab]{0,24}$/), fc.array(fc.nat(), { maxLength: 3 }), (text, places) => {
        let expected: string[][] | null = null;
        try {
          expected = parse(text, { relax_column_count: true, record_delimiter: '\n' }) as string[][];
        } catch {
          // Refused, as ours must.
        }
        if (expected === null) expect(() => readAll(cut(text, places))).toThrow(FileFault);
        else expect(readAll(cut(text, places))).toEqual(expected);
      }),
      { numRuns: 2_000 },
    );
  });
});
