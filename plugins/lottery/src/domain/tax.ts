import { type Calendar, type LocalDate, startOfBusinessDate } from '@regulars/plugin-sdk';

/** How a jurisdiction taxes what is won. Amounts are minor units of its currency. */
export interface TaxTerms {
  /** ISO 3166-1 alpha-2. */
  readonly jurisdiction: string;
  /** What one winner may have won in a year before it is reported. */
  readonly reportedAbove: bigint;
  /** Of residents: a prize that is worth more is withheld from. */
  readonly withheldAbove: bigint;
  readonly residentBp: bigint;
  readonly nonResidentBp: bigint;
}

/** Taiwan, Income Tax Act: reported above 1,000 a year; 10 % of a resident's prize above 20,000, 20 % of anybody else's. The dollar has no minor unit in any till. */
const TAIWAN: TaxTerms = { jurisdiction: 'TW', reportedAbove: 1_000n, withheldAbove: 20_000n, residentBp: 1_000n, nonResidentBp: 2_000n };

const TERMS: ReadonlyMap<string, TaxTerms> = new Map([[TAIWAN.jurisdiction, TAIWAN]]);
const WHOLE = 10_000n;

/** Null: nothing is known of the region's taxes, and nobody is asked. */
export const taxTermsOf = (region: string): TaxTerms | null => TERMS.get(region) ?? null;

/** @param before what the same winner claimed in the year until now */
export const isReported = ({ reportedAbove }: TaxTerms, worth: bigint, before: bigint): boolean => worth > 0n && worth + before > reportedAbove;

/** Rounded down to a whole unit. */
export function withheldOf({ withheldAbove, residentBp, nonResidentBp }: TaxTerms, worth: bigint, isResident: boolean): bigint {
  if (isResident) return worth > withheldAbove ? (worth * residentBp) / WHOLE : 0n;
  return (worth * nonResidentBp) / WHOLE;
}

/** The calendar year of a date. */
export function yearOf(date: LocalDate): { readonly year: number; readonly from: (calendar: Calendar) => Date; readonly to: (calendar: Calendar) => Date } {
  const year = Number(date.slice(0, 4));
  const start = (of: number) => (calendar: Calendar): Date => startOfBusinessDate(`${of}-01-01`, calendar);
  return { year, from: start(year), to: start(year + 1) };
}
