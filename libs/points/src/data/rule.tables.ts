export const earnRuleTable = `
CREATE TABLE points.earn_rule (
  brand_id uuid NOT NULL DEFAULT platform.current_brand(),
  id uuid NOT NULL,
  code text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT platform.current_now(),
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, code)
)`;

/** Live in [live_from, live_to). A version without live_from is a draft; once it has been live it never changes. */
export const earnRuleVersionTable = `
CREATE TABLE points.earn_rule_version (
  brand_id uuid NOT NULL DEFAULT platform.current_brand(),
  id uuid NOT NULL,
  rule_id uuid NOT NULL,
  version integer NOT NULL CHECK (version > 0),
  name text NOT NULL,
  kind text NOT NULL,
  points integer CHECK (points > 0),
  amount bigint CHECK (amount > 0),
  multiplier_bp integer CHECK (multiplier_bp >= 0),
  basis text NOT NULL,
  scope jsonb NOT NULL,
  tier_codes text[],
  priority integer NOT NULL,
  starts_at timestamptz,
  ends_at timestamptz,
  live_from timestamptz,
  live_to timestamptz,
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, rule_id, version),
  FOREIGN KEY (brand_id, rule_id) REFERENCES points.earn_rule (brand_id, id),
  CHECK (kind IN ('PER_AMOUNT', 'PER_ITEM', 'PER_VISIT', 'FIXED', 'MULTIPLIER')),
  CHECK (basis IN ('GROSS', 'NET_OF_DISCOUNT', 'CASH_PAID')),
  CHECK ((kind = 'MULTIPLIER') = (points IS NULL) AND (kind = 'MULTIPLIER') = (multiplier_bp IS NOT NULL)),
  CHECK ((kind = 'PER_AMOUNT') = (amount IS NOT NULL)),
  CHECK (starts_at < ends_at),
  CHECK (live_from <= live_to),
  CHECK (live_from IS NOT NULL OR live_to IS NULL)
)`;

export const earnRuleIndexes = [
  'CREATE UNIQUE INDEX earn_rule_draft ON points.earn_rule_version (brand_id, rule_id) WHERE live_from IS NULL',
  'CREATE UNIQUE INDEX earn_rule_open ON points.earn_rule_version (brand_id, rule_id) WHERE live_from IS NOT NULL AND live_to IS NULL',
];

/** One row per change; the highest version holds. Version 1 is the default and has no row. */
export const settingsTable = `
CREATE TABLE points.settings (
  brand_id uuid NOT NULL DEFAULT platform.current_brand(),
  version integer NOT NULL CHECK (version > 1),
  pending_days integer NOT NULL CHECK (pending_days >= 0),
  expiry text NOT NULL,
  expiry_count integer NOT NULL CHECK (expiry_count >= 0),
  on_shortfall text NOT NULL,
  on_burn_refund text NOT NULL,
  restore_grace_days integer NOT NULL CHECK (restore_grace_days >= 0),
  rounding text NOT NULL,
  max_multiplier_bp integer CHECK (max_multiplier_bp > 0),
  max_points_per_order integer CHECK (max_points_per_order >= 0),
  burn_needs_verified_phone boolean NOT NULL,
  -- Units of 10^-4 of the brand's currency: what one point pays at the till.
  worth bigint CHECK (worth > 0),
  remind_days_before integer[] NOT NULL,
  changed_at timestamptz NOT NULL DEFAULT platform.current_now(),
  PRIMARY KEY (brand_id, version),
  CHECK (expiry IN ('NEVER', 'AFTER_DAYS', 'AFTER_MONTHS', 'END_OF_MONTH', 'END_OF_YEAR', 'INACTIVITY_MONTHS')),
  CHECK (on_shortfall IN ('DEBT', 'CLAMP', 'NOTIFY')),
  CHECK (on_burn_refund IN ('RESTORE', 'RESTORE_WITH_GRACE', 'FORFEIT')),
  CHECK (rounding IN ('FLOOR', 'HALF_UP'))
)`;
