import { instantOfLocal, isLocalDate, type LocalDate } from '@regulars/plugin-sdk';

const PARTS: Readonly<Record<string, string>> = { YYYY: '(?<year>\\d{4})', MM: '(?<month>\\d{1,2})', DD: '(?<day>\\d{1,2})' };
const TIME = /^[T ]?\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?$/;
const OFFSET = /(Z|[+-]\d{2}:?\d{2})$/i;

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const patterns = new Map<string, RegExp | null>();

/** `DD/MM/YYYY` as a pattern; null when a part of the date is missing. A file has one format for all of its rows. */
function patternOf(format: string): RegExp | null {
  let pattern = patterns.get(format);
  if (pattern === undefined) {
    pattern = makePattern(format);
    if (patterns.size > 100) patterns.clear();
    patterns.set(format, pattern);
  }
  return pattern;
}

function makePattern(format: string): RegExp | null {
  const pieces = format.toUpperCase().split(/(YYYY|MM|DD)/);
  const complete = Object.keys(PARTS).every((part) => pieces.filter((piece) => piece === part).length === 1);
  return complete ? new RegExp(`^${pieces.map((piece) => PARTS[piece] ?? escaped(piece)).join('')}`) : null;
}

function split(text: string, format: string | null): { readonly date: LocalDate; readonly rest: string } | null {
  const match = patternOf(format ?? 'YYYY-MM-DD')?.exec(text);
  const { year, month, day } = match?.groups ?? {};
  if (!match || !year || !month || !day) return null;
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return isLocalDate(date) ? { date, rest: text.slice(match[0].length) } : null;
}

/** A calendar date written in `format` (null: ISO 8601), or null. */
export function parseDate(text: string, format: string | null): LocalDate | null {
  const read = split(text, format);
  return read?.rest === '' ? read.date : null;
}

/** An instant: a date in `format`, then perhaps a time, then perhaps an offset. Without an offset it is local time in the zone. */
export function parseInstant(text: string, format: string | null, timeZone: string): Date | null {
  const read = split(text, format);
  if (!read) return null;
  const offset = read.rest === '' ? undefined : OFFSET.exec(read.rest)?.[1]?.toUpperCase();
  const time = offset === undefined ? read.rest : read.rest.slice(0, -offset.length).trimEnd();
  const [, hour = '0', minute = '00', second = '00'] = time === '' ? [] : (TIME.exec(time) ?? ['', '99']);
  const iso = `${read.date}T${hour.padStart(2, '0')}:${minute}:${second}`;
  const at = Date.parse(`${iso}${offset ?? 'Z'}`);
  if (Number.isNaN(at)) return null;
  return offset === undefined ? new Date(instantOfLocal(at, timeZone)) : new Date(at);
}
