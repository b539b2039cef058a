import { DAY, MINUTE } from './durations';

/** A calendar date, `YYYY-MM-DD`. */
export type LocalDate = string;

/** What days mean to a brand. */
export interface Calendar {
  /** IANA. */
  readonly timeZone: string;
  /** Minutes after midnight at which the business day begins. */
  readonly dayStartsAt: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
    });
    formats.set(timeZone, format);
  }
  return format;
}

/** Is it a time zone this machine knows? */
export function isTimeZone(timeZone: string): boolean {
  try {
    formatFor(timeZone);
    return true;
  } catch {
    return false;
  }
}

// Offsets change only on quarter hours, so one look-up serves all instants of a quarter hour.
const offsets = new Map<string, Map<number, number>>();

/** Milliseconds that local time in the zone is ahead of UTC at an instant. */
export function offsetAt(at: number, timeZone: string): number {
  const quarter = Math.floor(at / (15 * MINUTE));
  let zone = offsets.get(timeZone);
  if (!zone) offsets.set(timeZone, (zone = new Map()));
  let offset = zone.get(quarter);
  if (offset === undefined) {
    const start = quarter * 15 * MINUTE;
    const part: Record<string, number> = {};
    for (const { type, value } of formatFor(timeZone).formatToParts(start)) part[type] = Number(value);
    const local = new Date(0);
    local.setUTCFullYear(part.year ?? 0, (part.month ?? 1) - 1, part.day);
    local.setUTCHours(part.hour ?? 0, part.minute, part.second);
    offset = local.getTime() - start;
    if (zone.size > 50_000) zone.clear();
    zone.set(quarter, offset);
  }
  return offset;
}

/**
 * The instant of a local wall-clock time given as if it were UTC. A time that a clock change skips is read with
 * the offset before the change; of one that comes twice, the first.
 */
export function instantOfLocal(local: number, timeZone: string): number {
  const early = local - offsetAt(local - DAY, timeZone);
  const late = local - offsetAt(local + DAY, timeZone);
  for (const candidate of [early, late].sort((a, b) => a - b)) {
    if (candidate + offsetAt(candidate, timeZone) === local) return candidate;
  }
  return early;
}

/** The date and minutes after midnight on a wall clock in the zone. */
export function wallClock(at: Date, timeZone: string): { readonly date: LocalDate; readonly minutes: number; readonly weekday: number } {
  const local = at.getTime() + offsetAt(at.getTime(), timeZone);
  const date = new Date(local).toISOString().slice(0, 10);
  return { date, minutes: Math.floor((local - Date.parse(date)) / MINUTE), weekday: weekdayOf(date) };
}

/** The business date an instant belongs to: the local date, `dayStartsAt` minutes earlier. */
export function businessDateOf(at: Date, calendar: Calendar): LocalDate {
  const local = at.getTime() + offsetAt(at.getTime(), calendar.timeZone);
  return new Date(local - calendar.dayStartsAt * MINUTE).toISOString().slice(0, 10);
}

/** The instant at which a business date begins. */
export const startOfBusinessDate = (date: LocalDate, calendar: Calendar): Date =>
  new Date(instantOfLocal(Date.parse(date) + calendar.dayStartsAt * MINUTE, calendar.timeZone));

export const addDays = (date: LocalDate, days: number): LocalDate =>
  new Date(Date.parse(date) + days * DAY).toISOString().slice(0, 10);

/** The same day `months` later, or the last day of that month when it is shorter: 31 January + 1 is 28 or 29 February. */
export function addMonths(date: LocalDate, months: number): LocalDate {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const first = new Date(Date.UTC(year, month - 1 + months, 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(day, last));
  return first.toISOString().slice(0, 10);
}

export const endOfMonth = (date: LocalDate): LocalDate => addDays(`${addMonths(date, 1).slice(0, 7)}-01`, -1);
export const endOfYear = (date: LocalDate): LocalDate => `${date.slice(0, 4)}-12-31`;

/** 1 is Monday, 7 is Sunday (ISO 8601). */
export const weekdayOf = (date: LocalDate): number => new Date(Date.parse(date)).getUTCDay() || 7;

/** Is the text a real calendar date? */
export const isLocalDate = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(Date.parse(text)).toISOString().startsWith(text);
