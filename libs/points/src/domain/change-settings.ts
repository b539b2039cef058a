import { type Context, parseDecimal, Problems, reject, scaleOf, VersionConflictError } from '@regulars/plugin-sdk';
import { insertSettings } from '../data/settings.statements';
import { PointsExpiryKind, type PointsRestore, type PointsShortfall, type Rounding } from './enums';
import { inRange } from './read-rule';
import { settingsHistory } from './read-settings';
import { DEFAULT_SETTINGS, type PointsSettings } from './settings';
import { say } from './texts';

type Given<T> = T | null | undefined;

/** Absent leaves, null puts back what holds where nothing was ever said. */
export interface SettingsPatch {
  readonly pendingDays?: Given<number>;
  readonly expiry?: Given<PointsExpiryKind>;
  readonly expiryCount?: Given<number>;
  readonly onShortfall?: Given<PointsShortfall>;
  readonly onBurnRefund?: Given<PointsRestore>;
  readonly restoreGraceDays?: Given<number>;
  readonly rounding?: Given<Rounding>;
  readonly maxMultiplierBp?: Given<number>;
  readonly maxPointsPerOrder?: Given<number>;
  readonly burnNeedsVerifiedPhone?: Given<boolean>;
  readonly burnStep?: Given<number>;
  readonly burnMinimum?: Given<number>;
  readonly burnMaxShareBp?: Given<number>;
  readonly grantFourEyesAbove?: Given<number>;
  readonly worth?: Given<string>;
  readonly remindDaysBefore?: Given<readonly number[]>;
}

/** What one point is worth may be finer than the currency's smallest unit. */
export const worthScale = (currency: string): number => scaleOf(currency) + 4;

const MOST: Readonly<Record<PointsExpiryKind, number>> = {
  NEVER: 36_500, AFTER_DAYS: 36_500, AFTER_MONTHS: 1_200, END_OF_MONTH: 1_200, END_OF_YEAR: 100, INACTIVITY_MONTHS: 1_200,
};

/** Writes a new version of the settings, and answers its number. What lots were promised stays. */
export async function changeSettings(ctx: Context, patch: SettingsPatch, expectedVersion: Given<number>): Promise<number> {
  const { current } = await settingsHistory(ctx);
  if (expectedVersion != null && expectedVersion !== current.version) reject(new VersionConflictError(say.settingsChanged, current.version, 'expectedVersion'));
  const problems = new Problems();
  const next = { ...merge(current, patch), worth: readWorth(current, patch, problems, ctx.brand.currency), version: current.version + 1 };
  check(next, problems);
  problems.throwIfAny();
  const written = await ctx.sql(insertSettings(...valuesOf(next)));
  if (written.length === 0) ctx.restart('the points settings were changed meanwhile');
  return next.version;
}

function merge(current: PointsSettings, { worth: _, ...patch }: SettingsPatch): PointsSettings {
  const given = Object.entries(patch).filter(([, value]) => value !== undefined);
  const values = given.map(([field, value]) => [field, value ?? DEFAULT_SETTINGS[field as keyof PointsSettings]]);
  const next = { ...current, ...Object.fromEntries(values) } as PointsSettings;
  return { ...next, remindDaysBefore: [...next.remindDaysBefore].sort((a, b) => b - a) };
}

function readWorth(current: PointsSettings, { worth }: SettingsPatch, problems: Problems, currency: string): bigint | null {
  if (worth === undefined) return current.worth;
  if (worth === null) return null;
  const value = parseDecimal(worth, worthScale(currency));
  if (value === null || value <= 0n) problems.add('input.worth', say.positiveAmount(currency));
  return value;
}

function check(next: PointsSettings, problems: Problems): void {
  const months = next.expiry === PointsExpiryKind.AFTER_MONTHS || next.expiry === PointsExpiryKind.INACTIVITY_MONTHS;
  inRange(next.pendingDays, 0, 365, 'input.pendingDays', problems);
  inRange(next.expiryCount, months ? 1 : 0, MOST[next.expiry], 'input.expiryCount', problems);
  inRange(next.restoreGraceDays, 0, 3_650, 'input.restoreGraceDays', problems);
  inRange(next.maxMultiplierBp, 1, 1_000_000, 'input.maxMultiplierBp', problems);
  inRange(next.burnStep, 1, 1_000_000, 'input.burnStep', problems);
  inRange(next.burnMinimum, 0, 100_000_000, 'input.burnMinimum', problems);
  inRange(next.burnMaxShareBp, 1, 10_000, 'input.burnMaxShareBp', problems);
  inRange(next.maxPointsPerOrder, 0, 100_000_000, 'input.maxPointsPerOrder', problems);
  inRange(next.grantFourEyesAbove, 0, 100_000_000, 'input.grantFourEyesAbove', problems);
  const days = next.remindDaysBefore;
  if (days.length > 10 || new Set(days).size < days.length || days.some((day) => day < 1 || day > 365)) problems.add('input.remindDaysBefore', say.reminders);
}

const valuesOf = (settings: PointsSettings): unknown[] => [
  settings.version, settings.pendingDays, settings.expiry, settings.expiryCount, settings.onShortfall, settings.onBurnRefund, settings.restoreGraceDays,
  settings.rounding, settings.maxMultiplierBp, settings.maxPointsPerOrder, settings.burnNeedsVerifiedPhone, settings.worth, settings.remindDaysBefore,
  settings.burnStep, settings.burnMinimum, settings.burnMaxShareBp, settings.grantFourEyesAbove,
];
