import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';

const CHUNK_BYTES = 1 << 18;

/** Calls `onRow(fields)` for every row of a gzipped CSV file whose header must be exactly `columns`. */
export async function forEachRow(path, columns, onRow) {
  const text = createReadStream(path).pipe(createGunzip({ chunkSize: CHUNK_BYTES })).setEncoding('utf8');
  let header;
  const take = (line) => {
    if (header !== undefined) return onRow(splitFields(line));
    header = line;
    if (header !== columns.join(',')) throw new Error(`${path}: expected the columns ${columns.join(',')}, found ${header}`);
  };
  let rest = '';
  for await (const chunk of text) rest = takeRows(rest + chunk, take);
  if (rest !== '') takeRows(`${rest}\n`, take);
  if (header === undefined) throw new Error(`${path}: the file is empty`);
}

/** Hands on every complete row of `text` and answers what is left over: the beginning of the next one. */
function takeRows(text, take) {
  let start = 0;
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) {
    const line = text.slice(start, text[end - 1] === '\r' ? end - 1 : end);
    if (insideQuotes(line)) continue; // the line feed belongs to a quoted field
    if (line !== '') take(line);
    start = end + 1;
  }
  return text.slice(start);
}

function insideQuotes(line) {
  let quotes = 0;
  for (let at = line.indexOf('"'); at !== -1; at = line.indexOf('"', at + 1)) quotes += 1;
  return quotes % 2 === 1;
}

/** The fields of one row; nearly all rows have no quote, and for them a plain split is several times faster. */
export function splitFields(line) {
  if (!line.includes('"')) return line.split(',');
  const fields = [];
  let at = 0;
  while (at <= line.length) {
    const field = line[at] === '"' ? quotedField(line, at) : plainField(line, at);
    fields.push(field.value);
    at = field.end + 1;
  }
  return fields;
}

function plainField(line, start) {
  const comma = line.indexOf(',', start);
  const end = comma === -1 ? line.length : comma;
  return { value: line.slice(start, end), end };
}

function quotedField(line, start) {
  let end = line.indexOf('"', start + 1);
  while (line[end + 1] === '"') end = line.indexOf('"', end + 2);
  return { value: line.slice(start + 1, end).replaceAll('""', '"'), end: end + 1 };
}

export function csvField(value) {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

export function csvRow(values) {
  return `${values.map((value) => csvField(String(value ?? ''))).join(',')}\n`;
}
