import { type Context, defineLoader } from '@regulars/plugin-sdk';
import { allSettings, type SettingsRow } from '../data/settings.statements';
import { PointsExpiryKind, type PointsRestore, type PointsShortfall, type Rounding } from './enums';
import { DEFAULT_SETTINGS, type PointsSettings } from './settings';

const settingsOf = (row: SettingsRow): PointsSettings => ({
  version: row.version,
  pendingDays: row.pending_days,
  expiry: row.expiry as PointsExpiryKind,
  expiryCount: row.expiry_count,
  onShortfall: row.on_shortfall as PointsShortfall,
  onBurnRefund: row.on_burn_refund as PointsRestore,
  restoreGraceDays: row.restore_grace_days,
  rounding: row.rounding as Rounding,
  maxMultiplierBp: row.max_multiplier_bp,
  maxPointsPerOrder: row.max_points_per_order,
  burnNeedsVerifiedPhone: row.burn_needs_verified_phone,
  burnStep: row.burn_step,
  burnMinimum: row.burn_minimum,
  burnMaxShareBp: row.burn_max_share_bp,
  grantFourEyesAbove: row.grant_four_eyes_above,
  worth: row.worth,
  remindDaysBefore: row.remind_days_before,
});

/** A brand's settings, present and past. */
export interface SettingsHistory {
  readonly current: PointsSettings;
  /** The version an order was accepted under. */
  readonly byVersion: ReadonlyMap<number, PointsSettings>;
  /** Some lot may be one that activity keeps alive. */
  readonly usesActivity: boolean;
  /** What one may give alone, by version; `until` the next one, null for the current. */
  readonly aloneLimits: readonly AloneLimit[];
}

export interface AloneLimit {
  readonly points: number | null;
  readonly until: Date | null;
}

/** Read anew: what a mutation has just written is not in memory yet. */
export const settingsByVersion = defineLoader<number, PointsSettings | null>(async (ctx, versions) => {
  const { byVersion } = await readHistory(ctx);
  return versions.map((version) => byVersion.get(version) ?? null);
});

async function readHistory(ctx: Context): Promise<SettingsHistory> {
  const rows = await ctx.sql(allSettings());
  const versions = [DEFAULT_SETTINGS, ...rows.map(settingsOf)];
  return {
    current: versions.at(-1) ?? DEFAULT_SETTINGS,
    byVersion: new Map(versions.map((settings) => [settings.version, settings])),
    aloneLimits: versions.map(({ grantFourEyesAbove: points }, index) => ({ points, until: rows[index]?.changed_at ?? null })),
    usesActivity: versions.some(({ expiry }) => expiry === PointsExpiryKind.INACTIVITY_MONTHS),
  };
}

/** Kept in memory until they change. */
export const settingsHistory = (ctx: Context): Promise<SettingsHistory> => ctx.cached('points.settings', readHistory);
