import { stringify } from 'csv-stringify/sync';
import type { RowError } from '../../data/job.statements';
import type { ReadGroup } from './groups';
import { ERROR_COLUMN, type Layout } from './layout';

/** So that a spreadsheet reads it right (UTF-8, CRLF) and runs nothing of it (`=`, `+`, `-`, `@`). */
const csv = (rows: readonly (readonly string[])[], bom = false): Buffer =>
  Buffer.from(stringify(rows as string[][], { bom, record_delimiter: '\r\n', escape_formulas: true }));

const without = (cells: readonly string[], layout: Layout): string[] => cells.filter((_, index) => layout.header[index]?.toLowerCase() !== ERROR_COLUMN);

export const errorFileHeader = (layout: Layout): Buffer => csv([[...without(layout.header, layout), ERROR_COLUMN]], true);

/** All rows of the group as they came, each with what is wrong with it. */
export function errorFileRows(layout: Layout, refused: readonly { readonly group: ReadGroup; readonly errors: readonly RowError[] }[]): Buffer {
  return csv(
    refused.flatMap(({ group, errors }) =>
      group.records.map(({ row, cells }) => {
        const why = errors.filter((error) => error.row === row).map(({ column, message }) => (column === null ? message : `${column}: ${message}`));
        return [...without(cells, layout), why.join(' ')];
      }),
    ),
  );
}
