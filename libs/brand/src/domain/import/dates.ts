import { instantOfLocal, isLocalDate, type LocalDate } from '@regulars/plugin-sdk';

const PARTS = /YYYY|MM|DD/g;
const ISO_DATE = 'YYYY-MM-DD';

/** YYYY, MM and DD, each once, with anything but letters and digits between them. */
export function isDateFormat(format: string): boolean {
  const parts = format.match(PARTS) ?? [];
  return parts.length === 3 && new Set(parts).size === 3 && !/[\p{L}\p{N}]/u.test(format.replace(PARTS, ''));
}

const readers = new Map<string, (text: string) => LocalDate | null>();

function readerOf(format: string): (text: string) => LocalDate | null {
  let reader = readers.get(format);
  if (!reader) {
    const parts = format.match(PARTS) ?? [];
    const literal = format.split(PARTS).map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    const pattern = new RegExp(`^${literal.map((text, index) => text + (parts[index] ? (parts[index] === 'YYYY' ? '(\\d{4})' : '(\\d{1,2})') : '')).join('')}$`);
    reader = (text) => {
      const values = pattern.exec(text)?.slice(1);
      const value = (part: string): string => (values?.[parts.indexOf(part as never)] ?? '').padStart(2, '0');
      const date = `${value('YYYY')}-${value('MM')}-${value('DD')}`;
      return values && isLocalDate(date) ? date : null;
    };
    if (readers.size > 100) readers.clear();
    readers.set(format, reader);
  }
  return reader;
}

/** A cell's calendar date, written as `dateFormat` says (null: ISO 8601); null when it is none. */
export const importDate = (text: string, dateFormat: string | null): LocalDate | null => readerOf(dateFormat ?? ISO_DATE)(text);

const INSTANT = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?([Zz]|[+-]\d{2}:?\d{2})$/;
const LOCAL = /^(.+?)(?:[Tt ]\s{0,3}(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3})\d*)?)?)?$/;

/**
 * A cell's instant: ISO 8601 with an offset, or a local time in the zone, whose date is written as `dateFormat` says
 * (null: ISO 8601) and whose time may be missing (midnight). Null when it is none.
 */
export function importInstant(text: string, dateFormat: string | null, timeZone: string): Date | null {
  if (INSTANT.test(text)) {
    const at = new Date(text.replace(' ', 'T'));
    return Number.isNaN(at.getTime()) || !isLocalDate(text.slice(0, 10)) ? null : at;
  }
  const [, day = '', hour = '0', minute = '0', second = '0', fraction = '0'] = LOCAL.exec(text) ?? [];
  const date = importDate(day, dateFormat);
  if (date === null || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const local = Date.parse(date) + ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000 + Number(fraction.padEnd(3, '0'));
  return new Date(instantOfLocal(local, timeZone));
}
