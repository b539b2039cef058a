import { addMonths, type Calendar, DAY, instantOfLocal, type LocalDate, MINUTE, offsetAt } from '@regulars/plugin-sdk';

const MAX_KEPT = 20_000;

/** A business date as the number of days since 1970-01-01: dates that are compared and shifted very often. */
export type Day = number;

export const dayOfDate = (date: LocalDate): Day => Date.parse(date) / DAY;
export const dateOfDay = (day: Day): LocalDate => new Date(day * DAY).toISOString().slice(0, 10);

/** As `addMonths` of dates: clamped to the end of shorter months. */
export const addMonthsToDay = (day: Day, months: number): Day => dayOfDate(addMonths(dateOfDay(day), months));

/** The first business date of the calendar year after that of `day`. */
export const nextYearOfDay = (day: Day): Day => Date.UTC(new Date(day * DAY).getUTCFullYear() + 1, 0, 1) / DAY;

/** A brand's business dates; instants are milliseconds. */
export class Days {
  private readonly starts = new Map<Day, number>();

  constructor(private readonly calendar: Calendar) {}

  dayOf(at: number): Day {
    const local = at + offsetAt(at, this.calendar.timeZone) - this.calendar.dayStartsAt * MINUTE;
    return Math.floor(local / DAY);
  }

  /** The instant at which a business date begins; Infinity stays Infinity. */
  startOf(day: Day): number {
    if (day === Infinity) return Infinity;
    let start = this.starts.get(day);
    if (start === undefined) {
      start = instantOfLocal(day * DAY + this.calendar.dayStartsAt * MINUTE, this.calendar.timeZone);
      if (this.starts.size > MAX_KEPT) this.starts.clear();
      this.starts.set(day, start);
    }
    return start;
  }
}

const known = new Map<string, Days>();

/** One `Days` per kind of calendar, for what it remembers. */
export function daysOf(calendar: Calendar): Days {
  const key = `${calendar.timeZone}|${calendar.dayStartsAt}`;
  let days = known.get(key);
  if (!days) known.set(key, (days = new Days(calendar)));
  return days;
}
