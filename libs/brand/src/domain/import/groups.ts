import type { Cells, ImportGroup, ImportKind } from '../import-kind';
import { CsvReader, type CsvRecord } from './csv-reader';
import { cellsReader, isBlank, keyReader, type Layout } from './layout';

/** A group with its rows as the file has them. */
export interface ReadGroup extends ImportGroup {
  readonly records: readonly CsvRecord[];
}

/** Keeps the text of its rows only: the cells of a whole piece are half a million, and most are needed for a moment. */
class FileGroup implements ReadGroup {
  readonly records: CsvRecord[];

  constructor(first: CsvRecord, private readonly read: (cells: readonly string[]) => Cells) {
    this.records = [first];
  }

  get firstRow(): number {
    return this.records[0]?.row ?? 0;
  }

  get rows(): Cells[] {
    return this.records.map(({ cells }) => this.read(cells));
  }
}

/** Puts records that belong together into groups, one record after the other. */
export class Grouping {
  private readonly read: (cells: readonly string[]) => Cells;
  private readonly key: ReturnType<typeof keyReader> | null;
  private group: FileGroup | null = null;
  private groupKey: string | null = null;
  /** How the group's first record begins, up to the last cell of its key. */
  private beginning: string | null = null;

  constructor(kind: ImportKind, layout: Layout) {
    this.read = cellsReader(layout, kind.fields);
    this.key = kind.groupBy ? keyReader(layout, kind.groupBy) : null;
  }

  /** The new group when the record begins one; null when it goes with the record before it, or is blank. */
  add(record: CsvRecord): ReadGroup | null {
    if (this.belongs(record)) {
      this.group?.records.push(record);
      return null;
    }
    if (isBlank(record.source)) return null;
    const key = this.key?.of(record.cells) ?? null;
    if (this.group && key !== null && key === this.groupKey) {
      this.group.records.push(record);
      return null;
    }
    this.groupKey = key;
    const beginning = this.key && record.before(this.key.width);
    this.beginning = beginning !== null && !isBlank(beginning) ? beginning : null;
    this.group = new FileGroup(record, this.read);
    return this.group;
  }

  /** Nearly all rows of a group look alike up to their key: those need not be taken apart. */
  private belongs({ source }: CsvRecord): boolean {
    return this.beginning !== null && source.startsWith(this.beginning);
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
