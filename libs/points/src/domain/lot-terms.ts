import { addDays, addMonths, businessDateOf, type Calendar, endOfMonth, endOfYear, type LocalDate, startOfBusinessDate } from '@regulars/plugin-sdk';
import { PointsExpiryKind } from './enums';
import type { PointsSettings } from './settings';
import type { LotTerms } from './wallet';

type ExpiryRule = Pick<PointsSettings, 'expiry' | 'expiryCount'>;

/** The last business date on which points that become active on `date` can be used; null: never over. */
export function lastUsableDay(date: LocalDate, { expiry, expiryCount }: ExpiryRule): LocalDate | null {
  switch (expiry) {
    case PointsExpiryKind.NEVER:
      return null;
    case PointsExpiryKind.AFTER_DAYS:
      return addDays(date, expiryCount);
    case PointsExpiryKind.AFTER_MONTHS:
    case PointsExpiryKind.INACTIVITY_MONTHS:
      return addMonths(date, expiryCount);
    case PointsExpiryKind.END_OF_MONTH:
      return endOfMonth(addMonths(`${date.slice(0, 7)}-01`, expiryCount));
    case PointsExpiryKind.END_OF_YEAR:
      return endOfYear(addMonths(`${date.slice(0, 4)}-01-01`, 12 * expiryCount));
  }
}

/** The instant at which a last usable day is over. */
export const endOfDay = (day: LocalDate, calendar: Calendar): Date => startOfBusinessDate(addDays(day, 1), calendar);

type LifeRule = Pick<PointsSettings, 'pendingDays' | 'expiry' | 'expiryCount'>;

/** What the business date says of points deserved on it: many orders share one. */
export interface Life extends Pick<LotTerms, 'expiresAt' | 'expiresOn' | 'inactivityMonths'> {
  /** Null: at once. */
  readonly activeFrom: Date | null;
}

export function lifeOf(earnedOn: LocalDate, settings: LifeRule, calendar: Calendar): Life {
  const activeOn = addDays(earnedOn, settings.pendingDays);
  const expiresOn = lastUsableDay(activeOn, settings);
  return {
    activeFrom: settings.pendingDays === 0 ? null : startOfBusinessDate(activeOn, calendar),
    expiresAt: expiresOn === null ? null : endOfDay(expiresOn, calendar),
    expiresOn,
    inactivityMonths: settings.expiry === PointsExpiryKind.INACTIVITY_MONTHS ? settings.expiryCount : null,
  };
}

export const termsWithin = (earnedAt: Date, { activeFrom, expiresAt, expiresOn, inactivityMonths }: Life): LotTerms =>
  ({ earnedAt, activeAt: activeFrom ?? earnedAt, expiresAt, expiresOn, inactivityMonths, keptUntil: null });

/** When points deserved at `earnedAt` can be spent. */
export const lotTerms = (earnedAt: Date, settings: LifeRule, calendar: Calendar): LotTerms =>
  termsWithin(earnedAt, lifeOf(businessDateOf(earnedAt, calendar), settings, calendar));

/** Terms of points that end at an instant somebody chose. */
export const lotTermsUntil = (earnedAt: Date, expiresAt: Date | null, calendar: Calendar): LotTerms => ({
  earnedAt,
  activeAt: earnedAt,
  expiresAt,
  expiresOn: expiresAt && lastDayBefore(expiresAt, calendar),
  inactivityMonths: null,
  keptUntil: null,
});

/** The business date of the last moment before an instant. */
export const lastDayBefore = (instant: Date, calendar: Calendar): LocalDate => businessDateOf(new Date(instant.getTime() - 1), calendar);

/**
 * What activity makes of the terms of a lot that it keeps alive: every date within its life moves its end to
 * `inactivityMonths` later. A function of the dates alone, so that it does not matter when they became known.
 */
export function kept(terms: LotTerms, activity: readonly LocalDate[], calendar: Calendar): LotTerms {
  if (terms.inactivityMonths === null) return terms;
  const months = terms.inactivityMonths;
  let last = addMonths(businessDateOf(terms.activeAt, calendar), months);
  for (const date of [...activity].sort()) if (date <= last && addMonths(date, months) > last) last = addMonths(date, months);
  return notBefore({ ...terms, expiresAt: endOfDay(last, calendar), expiresOn: last }, calendar);
}

/** The terms with no earlier end than they are kept until. */
export function notBefore(terms: LotTerms, calendar: Calendar): LotTerms {
  const { keptUntil, expiresAt } = terms;
  if (keptUntil === null || expiresAt === null || expiresAt >= keptUntil) return terms;
  return { ...terms, expiresAt: keptUntil, expiresOn: lastDayBefore(keptUntil, calendar) };
}
