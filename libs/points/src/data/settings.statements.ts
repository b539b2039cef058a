import { statement } from '@regulars/plugin-sdk';

export interface SettingsRow {
  readonly version: number;
  readonly pending_days: number;
  readonly expiry: string;
  readonly expiry_count: number;
  readonly on_shortfall: string;
  readonly on_burn_refund: string;
  readonly restore_grace_days: number;
  readonly rounding: string;
  readonly max_multiplier_bp: number | null;
  readonly max_points_per_order: number | null;
  readonly burn_needs_verified_phone: boolean;
  readonly burn_step: number;
  readonly burn_minimum: number;
  readonly burn_max_share_bp: number;
  readonly worth: bigint | null;
  readonly remind_days_before: readonly number[];
  readonly grant_four_eyes_above: number | null;
  readonly changed_at: Date;
}

const FIELDS = `version, pending_days, expiry, expiry_count, on_shortfall, on_burn_refund, restore_grace_days, rounding, max_multiplier_bp,
  max_points_per_order, burn_needs_verified_phone, worth, remind_days_before, burn_step, burn_minimum, burn_max_share_bp, grant_four_eyes_above`;

export const allSettings = statement<SettingsRow>('points.all-settings', `SELECT ${FIELDS}, changed_at FROM points.settings ORDER BY version`);

/** Answers nothing when the version is there already. */
export const insertSettings = statement<{ readonly version: number }, [...values: unknown[]]>(
  'points.insert-settings',
  `INSERT INTO points.settings (${FIELDS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
   ON CONFLICT (brand_id, version) DO NOTHING RETURNING version`,
);
