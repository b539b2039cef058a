import type { TaskRun } from '@regulars/plugin-sdk';
import { selectPiece } from '../../data/import.statements';
import { groupsOf, type ReadGroup } from './groups';
import type { Staged, Upload } from './stage';

export interface ReadPiece {
  readonly groups: readonly ReadGroup[];
  /** Where the next piece begins. */
  readonly nextRow: number;
}

/** Reads the stage piece by piece: while the database is busy with one, the next is made ready. */
export class PieceReader {
  private ahead: { readonly row: number; readonly piece: Promise<ReadPiece | null> } | null = null;

  constructor(private readonly work: TaskRun, private readonly stage: Upload & Staged) {}

  /** Begins to read what is to be taken next. */
  prepare(row: number): void {
    if (row > this.stage.lastRow || row === this.ahead?.row) return;
    const piece = this.read(row);
    piece.catch(() => undefined); // told to whoever takes it
    this.ahead = { row, piece };
  }

  /** The groups from a row on, to the end of its piece; null when the stage does not hold it. */
  take(row: number): Promise<ReadPiece | null> {
    const { ahead } = this;
    this.ahead = null;
    return ahead?.row === row ? ahead.piece : this.read(row);
  }

  private async read(row: number): Promise<ReadPiece | null> {
    const { jobId, kind, layout } = this.stage;
    const [piece] = await this.work.transaction((ctx) => ctx.sql(selectPiece(jobId, row)));
    return piece ? { groups: groupsOf(piece, kind, layout, row), nextRow: piece.lastRow + 1 } : null;
  }
}
