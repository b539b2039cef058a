/** A member without a wallet has no points yet; it comes with the first entry. */
export const walletTable = `
CREATE TABLE points.wallet (
  brand_id uuid NOT NULL DEFAULT platform.current_brand(),
  member_id uuid NOT NULL,
  -- The sum of the entries: what is active and pending, less the debt.
  total integer NOT NULL,
  debt integer NOT NULL,
  -- What lots pay for points that were taken back after they had been spent.
  claimed integer NOT NULL,
  written_off integer NOT NULL,
  lifetime_earned integer NOT NULL,
  entry_count integer NOT NULL,
  created_at timestamptz NOT NULL DEFAULT platform.current_now(),
  PRIMARY KEY (brand_id, member_id),
  FOREIGN KEY (brand_id, member_id) REFERENCES member.member (brand_id, id),
  CHECK (debt >= 0 AND claimed >= 0 AND written_off >= 0 AND entry_count >= 0)
)`;

/**
 * Points that came in together. \`quantity\` less \`reversed\` is what its source gives today; of that, \`spent\` is
 * gone by burns, and what is left pays claims, has expired, or remains.
 */
export const lotTable = `
CREATE TABLE points.lot (
  brand_id uuid NOT NULL DEFAULT platform.current_brand(),
  id uuid NOT NULL,
  member_id uuid NOT NULL,
  order_id uuid,
  quantity integer NOT NULL,
  reversed integer NOT NULL DEFAULT 0,
  spent integer NOT NULL DEFAULT 0,
  claimed integer NOT NULL DEFAULT 0,
  expired integer NOT NULL DEFAULT 0,
  written_off integer NOT NULL DEFAULT 0,
  remaining integer NOT NULL,
  -- What it paid of claims when its expiry was posted, and may never pay more than; null before.
  claim_limit integer,
  earned_at timestamptz NOT NULL,
  active_at timestamptz NOT NULL,
  expires_at timestamptz,
  -- The last day on which it can be used.
  expires_on date,
  -- Kept alive by activity for this many months; null: its expiry is fixed.
  inactivity_months integer,
  -- No rule makes it expire before.
  kept_until timestamptz,
  PRIMARY KEY (brand_id, id),
  FOREIGN KEY (brand_id, member_id) REFERENCES points.wallet (brand_id, member_id),
  CHECK (quantity >= 0 AND reversed BETWEEN 0 AND quantity AND spent BETWEEN 0 AND quantity),
  CHECK (claimed >= 0 AND expired >= 0 AND claim_limit >= 0),
  CHECK (written_off BETWEEN 0 AND reversed),
  CHECK (remaining BETWEEN 0 AND quantity),
  CHECK (remaining = greatest(quantity - reversed - spent, 0) - claimed - expired),
  CHECK (active_at >= earned_at AND (expires_at IS NULL) = (expires_on IS NULL))
)`;

export const lotIndexes = [
  'CREATE INDEX lot_remaining ON points.lot (brand_id, member_id, expires_at) WHERE remaining > 0',
  'CREATE INDEX lot_due ON points.lot (brand_id, expires_at, expires_on) WHERE remaining > 0 AND expires_at IS NOT NULL',
  'CREATE INDEX lot_claims ON points.lot (brand_id, member_id) WHERE claimed > 0 OR claim_limit > 0 OR written_off > 0',
  'CREATE UNIQUE INDEX lot_of_order ON points.lot (brand_id, order_id, member_id) WHERE order_id IS NOT NULL',
  'CREATE INDEX lot_history ON points.lot (brand_id, member_id, earned_at)',
];

/**
 * What happened, for ever. \`number\` counts a member's entries: two writers that did not see each other would
 * give the same one, and the second fails.
 */
export const entryTable = `
CREATE TABLE points.entry (
  brand_id uuid NOT NULL DEFAULT platform.current_brand(),
  id uuid NOT NULL,
  member_id uuid NOT NULL,
  number integer NOT NULL,
  kind text NOT NULL,
  points integer NOT NULL CHECK (points <> 0),
  balance_after integer NOT NULL,
  at timestamptz NOT NULL,
  posted_at timestamptz NOT NULL DEFAULT platform.current_now(),
  order_id uuid,
  -- The burn a RESTORE_BURN undoes.
  restores_id uuid,
  reason text,
  cause jsonb,
  -- Which lots it touched and by how much: [[lot, points], ...]
  allocations jsonb NOT NULL,
  explanation jsonb NOT NULL,
  PRIMARY KEY (brand_id, id),
  UNIQUE (brand_id, member_id, number),
  FOREIGN KEY (brand_id, member_id) REFERENCES points.wallet (brand_id, member_id),
  CHECK (kind IN ('EARN', 'BURN', 'EXPIRE', 'ADJUST', 'WRITE_OFF', 'REVERSE_EARN', 'RESTORE_BURN', 'TRANSFER_OUT', 'TRANSFER_IN', 'MERGE_OUT', 'MERGE_IN'))
)`;

export const entryIndexes = [
  'CREATE INDEX entry_of_order ON points.entry (brand_id, order_id, number) WHERE order_id IS NOT NULL',
  'CREATE INDEX entry_restores ON points.entry (brand_id, restores_id) WHERE restores_id IS NOT NULL',
];

/** What an order of a member gives, under what was pinned when it was first accepted. The order has the member's key. */
export const accrualTable = `
CREATE TABLE points.accrual (
  brand_id uuid NOT NULL DEFAULT platform.current_brand(),
  order_id uuid NOT NULL,
  member_id uuid,
  source text NOT NULL,
  external_id text NOT NULL,
  placed_at timestamptz NOT NULL,
  business_date date NOT NULL,
  points integer NOT NULL CHECK (points >= 0),
  -- Without what visits give, before the cap of the order.
  points_without_visits integer NOT NULL CHECK (points_without_visits >= 0),
  -- What visits would give, were it the first order of the day: [[rule, points], ...]; null: no visit rule fits.
  visits jsonb,
  pins jsonb NOT NULL,
  -- Null: as in the entry that explains it.
  explanation jsonb,
  explained_by uuid,
  PRIMARY KEY (brand_id, order_id),
  FOREIGN KEY (brand_id, order_id) REFERENCES "order"."order" (brand_id, id),
  CHECK ((explanation IS NULL) <> (explained_by IS NULL))
)`;

export const accrualIndexes = [
  'CREATE INDEX accrual_of_member ON points.accrual (brand_id, member_id, business_date) INCLUDE (points, order_id) WHERE member_id IS NOT NULL',
  'CREATE INDEX accrual_visits ON points.accrual (brand_id, member_id, business_date) WHERE visits IS NOT NULL',
];

/** Which reminder of an expiry went out. */
export const noticeTable = `
CREATE TABLE points.notice (
  brand_id uuid NOT NULL DEFAULT platform.current_brand(),
  member_id uuid NOT NULL,
  expires_on date NOT NULL,
  days_before integer NOT NULL,
  sent_at timestamptz NOT NULL DEFAULT platform.current_now(),
  PRIMARY KEY (brand_id, member_id, expires_on, days_before),
  FOREIGN KEY (brand_id, member_id) REFERENCES points.wallet (brand_id, member_id)
)`;
