import type { RowError } from '../../data/job.statements';
import type { Cells, ImportField } from '../import-kind';
import type { CsvRecord } from './csv-reader';
import { FileFault, fileFault } from './file-fault';

export interface Mapping {
  readonly column: string;
  readonly field: string;
}

/** Which column of a file holds which field. */
export interface Layout {
  readonly header: readonly string[];
  readonly columns: readonly { readonly field: string; readonly index: number }[];
}

/** The column that error files add. A file that has it already gets it anew. */
export const ERROR_COLUMN = 'error';

/** `External ID`, `external_id` and `externalId` are one name. */
const canonical = (name: string): string => name.toLowerCase().replace(/[\s_-]/g, '');

/** The field a name stands for, under the name its cells will have; null when the kind has no such field. */
export function fieldNamed(name: string, fields: readonly ImportField[]): string | null {
  const wanted = canonical(name);
  const plain = fields.find((field) => !field.pattern && canonical(field.name) === wanted);
  if (plain) return plain.name;
  const lower = name.trim().toLowerCase();
  return fields.some((field) => field.pattern?.test(lower)) ? lower : null;
}

/**
 * Columns the mapping names hold what it says; the others are recognised by their names, and left out when they
 * name no field.
 *
 * @throws FileFault when the mapping names a column the file does not have, or a field has no column or two
 */
export function layoutOf(header: readonly string[], fields: readonly ImportField[], mapping: readonly Mapping[]): Layout {
  const names = header.map((name) => name.trim());
  const errors: RowError[] = [];
  const columns = new Map<string, number>();
  const refuse = (column: string, code: string, message: string): void => void errors.push({ row: 1, column, code, message });
  for (const { column, field } of mapping) {
    const index = columnNamed(column, names);
    if (index === -1) refuse(column, 'UNKNOWN_COLUMN', `The file has no column ${column}.`);
    columns.set(fieldNamed(field, fields) ?? field, index);
  }
  const mapped = new Set(columns.values());
  const isMapped = new Set(columns.keys());
  for (const [index, name] of names.entries()) {
    const field = mapped.has(index) ? null : fieldNamed(name, fields);
    if (field === null || isMapped.has(field)) continue;
    if (columns.has(field)) refuse(name, 'DUPLICATE_COLUMN', `Two columns of the file are named ${name}.`);
    columns.set(field, index);
  }
  for (const { name, required } of fields) {
    if (required && !columns.has(name)) refuse(name, 'MISSING_COLUMN', `The file has no column for ${name}.`);
  }
  if (errors.length > 0) throw new FileFault(errors);
  return { header: names, columns: [...columns].map(([field, index]) => ({ field, index })) };
}

function columnNamed(column: string, names: readonly string[]): number {
  const exact = names.indexOf(column.trim());
  return exact === -1 ? names.findIndex((name) => canonical(name) === canonical(column)) : exact;
}

/** Spreadsheets run cells that begin like a formula; those that were made harmless by an apostrophe are read without it. */
const FORMULA = new Set(['=', '+', '-', '@', '\t', '\r', '\uff1d', '\uff0b', '\uff0d', '\uff20']);
const SPACE = 32;
const APOSTROPHE = 39;
const DELETE = 127;

function cellText(cell: string): string {
  if (isPlain(cell)) return cell;
  const text = cell.trim();
  return text.charCodeAt(0) === APOSTROPHE && FORMULA.has(text.charAt(1)) ? text.slice(1) : text;
}

/** Cells that neither begin nor end with a space or an apostrophe, in ASCII: nearly all, at a tenth of the cost of a trim. */
function isPlain(cell: string): boolean {
  const first = cell.charCodeAt(0);
  const last = cell.charCodeAt(cell.length - 1);
  return first > APOSTROPHE && first < DELETE && last > SPACE && last < DELETE;
}

/** Reads the cells of a record by field: every field of the kind is there. */
export function cellsReader(layout: Layout, fields: readonly ImportField[]): (cells: readonly string[]) => Cells {
  const own = fields.filter(({ pattern }) => !pattern).map(({ name }) => name);
  const names = layout.columns.map(({ field }) => field);
  const indices = layout.columns.map(({ index }) => index);
  // Copies of one object are much faster made than objects that grow field by field.
  const empty: Readonly<Record<string, string>> = Object.fromEntries([...own, ...names].map((name) => [name, '']));
  return (cells) => {
    const read = { ...empty };
    for (let i = 0; i < names.length; i++) {
      const cell = cells[indices[i] as number];
      if (cell) read[names[i] as string] = cellText(cell);
    }
    return read;
  };
}

/** What records have in common whose cells are the same in all of these fields; `width`: how many cells are looked at. */
export function keyReader(layout: Layout, fields: readonly string[]): { readonly of: (cells: readonly string[]) => string; readonly width: number } {
  const indices = fields.flatMap((field) => layout.columns.find((column) => column.field === field)?.index ?? []);
  return { of: (cells) => indices.map((index) => cellText(cells[index] ?? '')).join('\0'), width: Math.max(0, ...indices) + 1 };
}

/** @throws FileFault when the record has too few or too many cells, and is not blank */
export function checkWidth(record: CsvRecord, { header }: Layout): void {
  const { row, width } = record;
  if (width !== header.length && !isBlank(record.source)) throw fileFault('MALFORMED_CSV', `Row ${row} has ${width} cells, the header has ${header.length}.`, row);
}

/** Spreadsheets write the rows below the last one, too. */
export const isBlank = (source: string): boolean => /^[\s,"]*$/.test(source);
