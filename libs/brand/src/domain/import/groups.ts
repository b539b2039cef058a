import type { Cells, ImportGroup, ImportKind } from '../import-kind';
import { CsvReader, type CsvRecord } from './csv-reader';
import { cellsReader, isBlank, type Layout } from './layout';

/** A row as it stands in the file. Its cells are read again in the rare case that they are needed. */
export type FileRow = Omit<CsvRecord, 'cells'>;

/** A group with its rows as the file has them. */
export interface ReadGroup extends ImportGroup {
  readonly rows: Cells[];
  readonly records: FileRow[];
}

/** Puts records that belong together into groups, one record after the other. */
export class Grouping {
  private readonly cellsOf: (record: CsvRecord) => Cells;
  private group: ReadGroup | null = null;
  private key: string | null = null;

  constructor(private readonly kind: ImportKind, layout: Layout) {
    this.cellsOf = cellsReader(layout, kind.fields);
  }

  /** The new group when the record begins one; null when it goes with the record before it, or is blank. */
  add(record: CsvRecord): ReadGroup | null {
    if (isBlank(record)) return null;
    const cells = this.cellsOf(record);
    const row = { row: record.row, source: record.source };
    const key = this.kind.groupBy?.(cells) ?? null;
    if (this.group && key !== null && key === this.key) {
      this.group.rows.push(cells);
      this.group.records.push(row);
      return null;
    }
    this.key = key;
    this.group = { firstRow: record.row, rows: [cells], records: [row] };
    return this.group;
  }
}

/** The groups of a piece of a file, from a row on. */
export function groupsOf(piece: { readonly firstRow: number; readonly content: string }, kind: ImportKind, layout: Layout, fromRow: number): ReadGroup[] {
  const reader = new CsvReader(piece.firstRow);
  const grouping = new Grouping(kind, layout);
  const groups: ReadGroup[] = [];
  for (const records of [reader.read(piece.content), reader.end()]) {
    for (const record of records) {
      const group = grouping.add(record);
      if (group && group.firstRow >= fromRow) groups.push(group);
    }
  }
  return groups;
}
