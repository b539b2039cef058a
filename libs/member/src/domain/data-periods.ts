import { addDays, type LocalDate } from '@regulars/plugin-sdk';

export type DataRequestKind = 'ACCESS' | 'CORRECTION' | 'ERASURE';

/** Days within which a request is to be answered, and by how many more it may be extended, once. */
interface Period {
  readonly days: number;
  readonly extension: number;
}

/** By the law of a brand's region. Configuration, no advice: have it confirmed by a lawyer. */
const PERIODS: Readonly<Record<string, Readonly<Record<DataRequestKind, Period>>>> = {
  // Personal Data Protection Act, article 13: access within 15 days and 15 more; correction and erasure within 30 and 30 more.
  TW: { ACCESS: { days: 15, extension: 15 }, CORRECTION: { days: 30, extension: 30 }, ERASURE: { days: 30, extension: 30 } },
  // General Data Protection Regulation, article 12: one month, and two further months.
  EU: { ACCESS: { days: 30, extension: 60 }, CORRECTION: { days: 30, extension: 60 }, ERASURE: { days: 30, extension: 60 } },
};

const EU = new Set('AT BE BG HR CY CZ DE DK EE ES FI FR GR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' '));

/** Whose periods hold in a region (ISO 3166-1); the strictest known ones, Taiwan's, where none are set up. */
export const jurisdictionOf = (region: string): string => (EU.has(region) ? 'EU' : 'TW');

const periodOf = (jurisdiction: string, kind: DataRequestKind): Period => (PERIODS[jurisdiction] ?? PERIODS.TW as Readonly<Record<DataRequestKind, Period>>)[kind];

/** The last day on which the request is answered in time. */
export const dueOn = (receivedOn: LocalDate, jurisdiction: string, kind: DataRequestKind): LocalDate => addDays(receivedOn, periodOf(jurisdiction, kind).days);

export const extendedTo = (dueDate: LocalDate, jurisdiction: string, kind: DataRequestKind): LocalDate => addDays(dueDate, periodOf(jurisdiction, kind).extension);
