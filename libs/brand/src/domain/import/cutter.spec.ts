import fc from 'fast-check';
import type { ImportKind } from '../import-kind';
import { CsvReader } from './csv-reader';
import { Cutter, type Piece } from './cutter';
import { groupsOf } from './groups';
import { layoutOf } from './layout';

const kind: ImportKind = {
  kind: 'THINGS',
  permission: 'test:import',
  fields: [{ name: 'order' }, { name: 'line' }],
  groupBy: ['order'],
  apply: async () => [],
};
const alone: ImportKind = { ...kind, groupBy: undefined };
const layout = layoutOf(['order', 'line'], kind.fields, []);

function pieces(of: ImportKind, rows: readonly string[]): { pieces: Piece[]; total: number } {
  const cutter = new Cutter(of, layout);
  const reader = new CsvReader(2);
  const cut = [...reader.read(rows.map((row) => `${row}\r\n`).join(''))].flatMap((record) => cutter.add(record) ?? []);
  return { pieces: [...cut, cutter.end()].filter((piece) => piece !== null), total: cutter.total };
}

describe('Cutter and groupsOf', () => {
  it('puts consecutive rows with one key together', () => {
    const { pieces: [piece], total } = pieces(kind, ['A,1', 'A,2', 'B,1', 'A,3']);
    expect(total).toBe(3);
    expect(piece).toEqual({ firstRow: 2, lastRow: 5, content: 'A,1\nA,2\nB,1\nA,3' });
    expect(groupsOf(piece!, kind, layout, 2).map(({ firstRow, rows }) => [firstRow, rows])).toEqual([
      [2, [{ order: 'A', line: '1' }, { order: 'A', line: '2' }]],
      [4, [{ order: 'B', line: '1' }]],
      [5, [{ order: 'A', line: '3' }]],
    ]);
  });

  it('knows rows as belonging together however their key is written', () => {
    const { pieces: [piece], total } = pieces(kind, ['A,1', '"A",2', ' A ,3', 'A,4', 'AB,5', '"AB",6', 'AB,7']);
    expect(total).toBe(2);
    expect(groupsOf(piece!, kind, layout, 2).map(({ rows }) => rows.map(({ line }) => line))).toEqual([['1', '2', '3', '4'], ['5', '6', '7']]);
  });

  it('lets each row stand alone when the kind names no key', () => {
    const { pieces: [piece], total } = pieces(alone, ['A,1', 'A,2']);
    expect(total).toBe(2);
    expect(groupsOf(piece!, alone, layout, 2)).toHaveLength(2);
  });

  it('goes on from a row within a piece', () => {
    const { pieces: [piece] } = pieces(kind, ['A,1', 'B,1', 'B,2', 'C,1']);
    expect(groupsOf(piece!, kind, layout, 3).map(({ firstRow }) => firstRow)).toEqual([3, 5]);
  });

  it('passes over blank rows, and counts them', () => {
    const { pieces: [piece], total } = pieces(kind, [',', 'A,1', '', 'A,2', ',', '']);
    expect(total).toBe(1);
    expect(groupsOf(piece!, kind, layout, 2).map(({ firstRow, records }) => [firstRow, records.map(({ row }) => row)])).toEqual([[3, [3, 5]]]);
    expect(pieces(kind, ['', ','])).toEqual({ pieces: [], total: 0 });
    const { pieces: [keyless] } = pieces(kind, [',1', ',', ',2']);
    expect(groupsOf(keyless!, kind, layout, 2).map(({ rows }) => rows.map(({ line }) => line))).toEqual([['1', '2']]);
  });

  it('cuts between groups, after 1,000 of them or 25,000 rows', () => {
    const orders = Array.from({ length: 1_001 }, (_, order) => [`${order},1`, `${order},2`]).flat();
    expect(pieces(kind, orders).pieces.map(({ firstRow, lastRow }) => [firstRow, lastRow])).toEqual([[2, 2_001], [2_002, 2_003]]);
    const long = Array.from({ length: 30_000 }, (_, line) => `${line < 26_000 ? 'A' : 'B'},${line}`);
    expect(pieces(kind, long).pieces.map(({ firstRow, lastRow }) => [firstRow, lastRow])).toEqual([[2, 26_001], [26_002, 30_001]]);
  });

  it('finds the same groups in the pieces as in the file', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('A,1', 'A,2', 'B,1', '', '"C,""x",1', '"D\n",2'), { maxLength: 30 }), (rows) => {
        const found = pieces(kind, rows);
        const groups = found.pieces.flatMap((piece) => groupsOf(piece, kind, layout, 2));
        expect(groups).toHaveLength(found.total);
        expect(groups.flatMap(({ records }) => records.map(({ row, source }) => [row, source]))).toEqual(
          rows.flatMap((source, index) => (source === '' ? [] : [[index + 2, source]])),
        );
      }),
    );
  });
});
