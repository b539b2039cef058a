/**
 * Names stand in clear, for search and for messages; phones, e-mails and every other identity do not: see
 * member.identity. `name_key` is a column of its own because row-level security keeps `lower(name)` from using an index.
 */
export const memberTable = `
  CREATE TABLE member.member (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    number text NOT NULL,
    status text NOT NULL DEFAULT 'ACTIVE' CHECK (status IN ('PROSPECT', 'ACTIVE', 'FROZEN', 'WITHDRAWN', 'MERGED', 'ERASED')),
    name text,
    name_key text,
    gender text NOT NULL DEFAULT 'UNKNOWN' CHECK (gender IN ('FEMALE', 'MALE', 'OTHER', 'UNKNOWN')),
    birth_date date,
    birth_date_changed_at timestamptz,
    language text,
    joined_at timestamptz NOT NULL DEFAULT platform.current_now(),
    join_store_id uuid,
    tags text[] NOT NULL DEFAULT '{}' CHECK (cardinality(tags) <= 100),
    attributes jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(attributes) = 'object'),
    version int NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT platform.current_now(),
    PRIMARY KEY (brand_id, id),
    CONSTRAINT member_number_unique UNIQUE (brand_id, number),
    CHECK (name_key IS NOT DISTINCT FROM lower(name)),
    FOREIGN KEY (brand_id, join_store_id) REFERENCES brand.store
  );
  CREATE INDEX member_by_joined_at ON member.member (brand_id, joined_at, id);
  CREATE INDEX member_by_number ON member.member (brand_id, (number COLLATE "C"), id);
  CREATE INDEX member_by_name ON member.member (brand_id, (name_key COLLATE "C"));`;

/**
 * By what a member is known. `value_index` is a keyed hash that finds an identity, `value_sealed` what it says.
 * At most one phone and one e-mail of a member are the ones it is shown with.
 */
export const identityTable = `
  CREATE TABLE member.identity (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    member_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('PHONE', 'EMAIL', 'LINE', 'WHATSAPP', 'CARD', 'EXTERNAL', 'DEVICE')),
    value_index bytea NOT NULL,
    value_sealed bytea NOT NULL,
    is_primary boolean NOT NULL DEFAULT true,
    verified_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT platform.current_now(),
    PRIMARY KEY (brand_id, id),
    CONSTRAINT identity_unique UNIQUE (brand_id, kind, value_index),
    FOREIGN KEY (brand_id, member_id) REFERENCES member.member
  );
  CREATE INDEX identity_by_member ON member.identity (brand_id, member_id);
  CREATE UNIQUE INDEX identity_primary ON member.identity (brand_id, member_id, kind) WHERE is_primary AND kind IN ('PHONE', 'EMAIL');`;

/** Every answer a member gave, in order; the latest of a purpose and channel counts. */
export const consentTable = `
  CREATE TABLE member.consent (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    member_id uuid NOT NULL,
    purpose text NOT NULL CHECK (purpose IN ('SERVICE', 'MARKETING', 'PROFILING', 'GROUP_SHARE', 'PARTNER_SHARE')),
    channel text NOT NULL,
    granted boolean NOT NULL,
    at timestamptz NOT NULL DEFAULT platform.current_now(),
    source text NOT NULL,
    PRIMARY KEY (brand_id, id),
    FOREIGN KEY (brand_id, member_id) REFERENCES member.member
  );
  CREATE INDEX consent_latest ON member.consent (brand_id, member_id, purpose, channel, at DESC, id DESC);`;

export const recruitLinkTable = `
  CREATE TABLE member.recruit_link (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    code text NOT NULL,
    channel text NOT NULL,
    store_id uuid,
    campaign text,
    target text NOT NULL,
    visits int NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT platform.current_now(),
    closed_at timestamptz,
    PRIMARY KEY (brand_id, id),
    CONSTRAINT recruit_link_code_unique UNIQUE (brand_id, code),
    FOREIGN KEY (brand_id, store_id) REFERENCES brand.store
  );`;

/** How a member came: written once, with the member. */
export const recruitmentTable = `
  CREATE TABLE member.recruitment (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    member_id uuid NOT NULL,
    channel text NOT NULL,
    campaign text,
    store_id uuid,
    first_link_id uuid,
    last_link_id uuid,
    at timestamptz NOT NULL DEFAULT platform.current_now(),
    PRIMARY KEY (brand_id, member_id),
    FOREIGN KEY (brand_id, member_id) REFERENCES member.member,
    FOREIGN KEY (brand_id, store_id) REFERENCES brand.store,
    FOREIGN KEY (brand_id, first_link_id) REFERENCES member.recruit_link,
    FOREIGN KEY (brand_id, last_link_id) REFERENCES member.recruit_link
  );
  CREATE INDEX recruitment_by_link ON member.recruitment (brand_id, last_link_id) WHERE last_link_id IS NOT NULL;`;

/** What was given to a member, and why. A cause gives one thing at a time. `order_id` is the order module's. */
export const receiptTable = `
  CREATE TABLE member.reward_receipt (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    member_id uuid NOT NULL,
    kind text NOT NULL,
    spec jsonb NOT NULL,
    cause_module text NOT NULL,
    cause_key text NOT NULL,
    order_id uuid,
    cause_detail jsonb NOT NULL DEFAULT '{}',
    state text NOT NULL DEFAULT 'GIVEN' CHECK (state IN ('GIVEN', 'REVOKED')),
    given_at timestamptz NOT NULL,
    receipt_key text NOT NULL,
    revoked_bp int NOT NULL DEFAULT 0 CHECK (revoked_bp BETWEEN 0 AND 10000),
    revoked_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT platform.current_now(),
    PRIMARY KEY (brand_id, id),
    FOREIGN KEY (brand_id, member_id) REFERENCES member.member,
    CHECK ((state = 'REVOKED') = (revoked_bp = 10000))
  );
  CREATE UNIQUE INDEX receipt_of_cause ON member.reward_receipt (brand_id, cause_module, cause_key) WHERE state = 'GIVEN';
  CREATE INDEX receipt_by_member ON member.reward_receipt (brand_id, member_id);
  CREATE INDEX receipt_by_order ON member.reward_receipt (brand_id, order_id) WHERE order_id IS NOT NULL;`;
