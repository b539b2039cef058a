import type { TaskRun } from '@regulars/plugin-sdk';
import { selectChunk } from '../../data/file.statements';
import { deletePieces, finishStage, insertPiece } from '../../data/import.statements';
import { filesByIds } from '../files';
import type { ImportKind } from '../import-kind';
import { CsvReader, type CsvRecord } from './csv-reader';
import { Cutter, type Piece } from './cutter';
import { decoderOf, encodingsToTry, NotThisEncoding, undecodable } from './decoder';
import { tellJobUpdated } from './events';
import { fileFault } from './file-fault';
import { type Layout, layoutOf } from './layout';
import type { ImportRequest } from './request';

export interface Staged {
  readonly layout: Layout;
  readonly lastRow: number;
}

export interface Upload {
  readonly jobId: string;
  readonly fileId: string;
  readonly kind: ImportKind;
  readonly request: ImportRequest;
}

/**
 * Reads the whole file once, before anything of it is applied: what is wrong with the file as such is known then,
 * and how much there is. Each piece is written by a short transaction of its own: readers of the event log wait for
 * the oldest open one.
 *
 * @returns null when the job was cancelled meanwhile
 * @throws FileFault when it is no such file
 */
export async function stageFile(work: TaskRun, upload: Upload): Promise<Staged | null> {
  for (const encoding of encodingsToTry(upload.request.encoding)) {
    await work.transaction((ctx) => ctx.sql(deletePieces(upload.jobId)));
    try {
      return await stageAs(work, upload, decoderOf(encoding));
    } catch (error) {
      if (!(error instanceof NotThisEncoding)) throw error;
    }
  }
  throw undecodable(upload.request.encoding);
}

async function stageAs(work: TaskRun, upload: Upload, decode: ReturnType<typeof decoderOf>): Promise<Staged | null> {
  const reader = new CsvReader();
  const stage = new Stage(upload);
  for await (const bytes of chunksOf(work, upload.fileId)) await stage.take(work, reader.read(decode(bytes)));
  await stage.take(work, reader.read(decode(null)));
  await stage.take(work, reader.end());
  return stage.finish(work);
}

class Stage {
  private layout: Layout | null = null;
  private cutter: Cutter | null = null;
  private lastRow = 1;

  constructor(private readonly upload: Upload) {}

  async take(work: TaskRun, records: Iterable<CsvRecord>): Promise<void> {
    const pieces: Piece[] = [];
    for (const record of records) {
      const piece = this.cutter ? this.cutter.add(record) : this.begin(record);
      if (piece) pieces.push(piece);
    }
    await this.write(work, pieces);
  }

  async finish(work: TaskRun): Promise<Staged | null> {
    const { cutter, layout } = this;
    if (!cutter || !layout) throw fileFault('EMPTY_FILE', 'The file is empty.');
    const last = cutter.end();
    await this.write(work, last ? [last] : []);
    const staged = { layout, lastRow: this.lastRow };
    return work.transaction(async (ctx) => {
      const [row] = await ctx.sql(finishStage(this.upload.jobId, layout, cutter.total, staged.lastRow));
      if (row) tellJobUpdated(ctx, this.upload.jobId);
      return row ? staged : null;
    });
  }

  private begin(header: CsvRecord): null {
    const { kind, request } = this.upload;
    this.layout = layoutOf(header.cells, kind.fields, request.mapping);
    this.cutter = new Cutter(kind, this.layout);
    return null;
  }

  private async write(work: TaskRun, pieces: readonly Piece[]): Promise<void> {
    const last = pieces.at(-1);
    if (!last) return;
    await work.transaction((ctx) => Promise.all(pieces.map(({ firstRow, lastRow, content }) => ctx.sql(insertPiece(this.upload.jobId, firstRow, lastRow, content)))));
    this.lastRow = last.lastRow;
  }
}

/** The bytes of the file, a chunk at a time, the next one on its way. */
async function* chunksOf(work: TaskRun, fileId: string): AsyncGenerator<Buffer> {
  if (!(await work.transaction(async (ctx) => (await filesByIds(ctx, [fileId])).length > 0))) throw fileFault('FILE_GONE', 'The file is no longer there: files are kept for 7 days.');
  const read = (number: number): Promise<{ readonly bytes: Buffer }[]> => {
    work.signal.throwIfAborted();
    const chunk = work.transaction((ctx) => ctx.sql(selectChunk(fileId, number)));
    chunk.catch(() => undefined); // told to whoever waits for it
    return chunk;
  };
  let [chunk] = await read(0);
  for (let number = 1; chunk; number++) {
    // Read while this one is being taken apart.
    const next = read(number);
    yield chunk.bytes;
    [chunk] = await next;
  }
}
