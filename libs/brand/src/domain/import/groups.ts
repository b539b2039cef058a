import type { Cells, ImportGroup, ImportKind } from '../import-kind';
import { cellsOf, CsvReader, type CsvRecord } from './csv-reader';
import { cellsReader, checkWidth, isBlank, keyReader, type Layout } from './layout';

/** A row as it stands in the file. */
export type FileRow = Omit<CsvRecord, 'cells'>;

/** A group with its rows as the file has them. */
export interface ReadGroup extends ImportGroup {
  readonly records: readonly FileRow[];
}

/** Keeps the text of its rows only: the cells of a whole piece are half a million, and most are needed for a moment. */
class FileGroup implements ReadGroup {
  readonly records: FileRow[] = [];

  constructor(readonly firstRow: number, private readonly read: (row: FileRow) => Cells) {}

  get rows(): Cells[] {
    return this.records.map(this.read);
  }
}

/** Puts records that belong together into groups, one record after the other. */
export class Grouping {
  private readonly keyOf: ((cells: readonly string[]) => string) | null;
  private readonly read: (row: FileRow) => Cells;
  private group: FileGroup | null = null;
  private key: string | null = null;

  constructor(kind: ImportKind, private readonly layout: Layout) {
    const read = cellsReader(layout, kind.fields);
    this.read = ({ source }) => read(cellsOf(source) ?? []);
    this.keyOf = kind.groupBy ? keyReader(layout, kind.groupBy) : null;
  }

  /** The new group when the record begins one; null when it goes with the record before it, or is blank. */
  add(record: CsvRecord): ReadGroup | null {
    if (isBlank(record)) return null;
    checkWidth(record, this.layout);
    const key = this.keyOf?.(record.cells) ?? null;
    const row = { row: record.row, source: record.source };
    if (this.group && key !== null && key === this.key) {
      this.group.records.push(row);
      return null;
    }
    this.key = key;
    this.group = new FileGroup(record.row, this.read);
    this.group.records.push(row);
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
