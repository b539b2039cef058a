/**
 * How members stand, one row from each instant at which that changed. A member without rows stands in the base tier
 * since joining, and so does one before the first row: most members cost nothing.
 *
 * Rows of one member follow one another: each ends where the next begins, the last is open.
 */
export const MEMBERSHIP = `
  CREATE TABLE tier.membership (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    member_id uuid NOT NULL,
    from_at timestamptz NOT NULL,
    to_at timestamptz,
    program_id uuid NOT NULL,
    tier_code text NOT NULL,
    state text NOT NULL CHECK (state IN ('CURRENT', 'GRACE', 'LOCKED')),
    reason text NOT NULL,
    -- Since when the tier is held, over renewals and grace.
    since timestamptz NOT NULL,
    until_at timestamptz,
    -- What is later counts towards renewal; null: everything.
    count_after timestamptz,
    -- The same of the period in which the tier was granted.
    basis_after timestamptz,
    cause_order_id uuid,
    memory jsonb NOT NULL,
    -- How the conditions stood that brought it about.
    evidence jsonb NOT NULL,
    -- When to judge again if nothing happens before; never later than when the member will stand differently.
    next_judge_at timestamptz,
    PRIMARY KEY (brand_id, member_id, from_at),
    FOREIGN KEY (brand_id, member_id) REFERENCES member.member,
    FOREIGN KEY (brand_id, program_id) REFERENCES tier.program,
    CHECK (to_at > from_at),
    CHECK (since <= from_at),
    CHECK (to_at IS NULL OR next_judge_at IS NULL)
  )`;

export const MEMBERSHIP_INDEXES = [
  'CREATE UNIQUE INDEX membership_one_open ON tier.membership (brand_id, member_id) WHERE to_at IS NULL',
  'CREATE INDEX membership_due ON tier.membership (brand_id, next_judge_at) WHERE next_judge_at IS NOT NULL',
  'CREATE INDEX membership_of_order ON tier.membership (brand_id, cause_order_id) WHERE cause_order_id IS NOT NULL',
];

/** What staff decided; kept when the past is judged again. */
export const MANUAL_SET = `
  CREATE TABLE tier.manual_set (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    member_id uuid NOT NULL,
    at timestamptz NOT NULL,
    kind text NOT NULL CHECK (kind IN ('SET', 'UNLOCK')),
    tier_code text,
    until_at timestamptz,
    locks boolean NOT NULL,
    reason text NOT NULL,
    actor_kind text NOT NULL,
    actor_id text NOT NULL,
    PRIMARY KEY (brand_id, id),
    FOREIGN KEY (brand_id, member_id) REFERENCES member.member,
    CHECK ((kind = 'SET') = (tier_code IS NOT NULL))
  )`;

export const MANUAL_SET_INDEXES = ['CREATE INDEX manual_set_of_member ON tier.manual_set (brand_id, member_id, at)'];

/** Which gifts a member has had: of an upgrade once a tier, of a renewal once each, of a birthday once a year. */
export const GIFT = `
  CREATE TABLE tier.gift (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    member_id uuid NOT NULL,
    occasion text NOT NULL CHECK (occasion IN ('JOIN', 'UPGRADE', 'RENEW', 'BIRTHDAY')),
    occurrence text NOT NULL,
    tier_code text NOT NULL,
    given_at timestamptz NOT NULL,
    PRIMARY KEY (brand_id, member_id, occasion, occurrence),
    FOREIGN KEY (brand_id, member_id) REFERENCES member.member
  )`;

// No foreign keys: looking order and member up for each would cost an import more than the row itself. It is written
// in the order's own transaction, behind it, and neither is ever deleted.
/** The tier an order was first accepted under, by the member it belonged to. */
export const ORDER_TIER = `
  CREATE TABLE tier.order_tier (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    order_id uuid NOT NULL,
    member_id uuid NOT NULL,
    tier_code text NOT NULL,
    PRIMARY KEY (brand_id, order_id, member_id)
  )`;
