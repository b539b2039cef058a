import type { ImportKind } from '../import-kind';
import type { CsvRecord } from './csv-reader';
import { Grouping } from './groups';
import { checkWidth, type Layout } from './layout';

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
  /** Of the rows since the last cut. */
  private sources: string[] = [];
  private firstRow = 2;
  private groups = 0;

  constructor(kind: ImportKind, private readonly layout: Layout) {
    this.grouping = new Grouping(kind, layout);
  }

  /**
   * The piece that ended before this record, if one did.
   *
   * @throws FileFault when the record has not as many cells as the header
   */
  add(record: CsvRecord): Piece | null {
    checkWidth(record, this.layout);
    const begins = this.grouping.add(record) !== null;
    const piece = begins && (this.groups >= MAX_GROUPS || this.sources.length >= MAX_ROWS) ? this.end() : null;
    if (begins) {
      this.groups++;
      this.total++;
    }
    this.sources.push(record.source);
    return piece;
  }

  /** What is left; null when it is nothing but blank rows. */
  end(): Piece | null {
    const nextRow = this.firstRow + this.sources.length;
    const piece = this.groups === 0 ? null : { firstRow: this.firstRow, lastRow: nextRow - 1, content: this.sources.join('\n') };
    this.sources = [];
    this.firstRow = nextRow;
    this.groups = 0;
    return piece;
  }
}
