import type { ImportKind } from '../import-kind';
import type { CsvRecord } from './csv-reader';
import { Grouping } from './groups';
import type { Layout } from './layout';

/** Consecutive rows of a file: what one transaction applies. No group reaches over its end. */
export interface Piece {
  readonly firstRow: number;
  readonly lastRow: number;
  readonly content: string;
}

/** What is applied in one transaction; more would keep tills waiting for members' locks. */
const MAX_GROUPS = 1_000;
const MAX_ROWS = 25_000;

/** Cuts a file between groups into pieces. */
export class Cutter {
  /** Groups found so far. */
  total = 0;
  private readonly grouping: Grouping;
  private records: CsvRecord[] = [];
  private groups = 0;

  constructor(kind: ImportKind, layout: Layout) {
    this.grouping = new Grouping(kind, layout);
  }

  /** The piece that ended before this record, if one did. */
  add(record: CsvRecord): Piece | null {
    const begins = this.grouping.add(record) !== null;
    const piece = begins && (this.groups >= MAX_GROUPS || this.records.length >= MAX_ROWS) ? this.end() : null;
    if (begins) {
      this.groups++;
      this.total++;
    }
    this.records.push(record);
    return piece;
  }

  /** What is left; null when it is nothing but blank rows. */
  end(): Piece | null {
    const [first] = this.records;
    const last = this.records.at(-1);
    const isEmpty = this.groups === 0;
    const content = isEmpty ? '' : this.records.map(({ source }) => source).join('\n');
    this.records = [];
    this.groups = 0;
    return isEmpty || !first || !last ? null : { firstRow: first.row, lastRow: last.row, content };
  }
}
