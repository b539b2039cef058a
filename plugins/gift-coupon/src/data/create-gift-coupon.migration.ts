import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateGiftCoupon1791500000441 implements MigrationInterface {
  readonly name = 'CreateGiftCoupon1791500000441';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TEMPLATES);
    await runner.query(COUPONS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE gift_coupon.transition, gift_coupon.coupon_code, gift_coupon.coupon,
      gift_coupon.template_counter, gift_coupon.template_version, gift_coupon.template`);
  }
}

// What is issued of a limited stock is counted beside the template: a change of the template drops caches, a coupon given must not.
const TEMPLATES = `
  CREATE TABLE gift_coupon.template (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    code text NOT NULL,
    state text NOT NULL DEFAULT 'DRAFT' CHECK (state IN ('DRAFT', 'LIVE', 'PAUSED', 'ENDED')),
    version int NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT platform.current_now(),
    PRIMARY KEY (brand_id, id),
    CONSTRAINT template_code_unique UNIQUE (brand_id, code));
  CALL platform.protect('gift_coupon.template');
  CALL platform.track_revision('gift_coupon.template');

  CREATE TABLE gift_coupon.template_version (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    template_id uuid NOT NULL,
    version int NOT NULL,
    terms jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT platform.current_now(),
    PRIMARY KEY (brand_id, template_id, version),
    FOREIGN KEY (brand_id, template_id) REFERENCES gift_coupon.template);
  CALL platform.protect_append_only('gift_coupon.template_version');

  CREATE TABLE gift_coupon.template_counter (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    template_id uuid NOT NULL,
    stock int,
    issued int NOT NULL DEFAULT 0 CHECK (issued >= 0 AND issued <= stock),
    PRIMARY KEY (brand_id, template_id),
    FOREIGN KEY (brand_id, template_id) REFERENCES gift_coupon.template);
  CALL platform.protect('gift_coupon.template_counter');`;

// state is what was written last: what time alone has brought about since follows from the instants beside it.
const COUPONS = `
  CREATE TABLE gift_coupon.coupon (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    template_id uuid NOT NULL,
    version int NOT NULL,
    member_id uuid NOT NULL,
    issued_to uuid NOT NULL,
    state text NOT NULL CHECK (state IN ('SCHEDULED', 'ACTIVE', 'RESERVED', 'TRANSFER_PENDING', 'REDEEMED', 'EXPIRED', 'REVOKED')),
    valid_from timestamptz NOT NULL,
    valid_to timestamptz CHECK (valid_to > valid_from),
    held_until timestamptz,
    held_for text,
    uses int NOT NULL CHECK (uses >= 1),
    used int NOT NULL DEFAULT 0 CHECK (used >= 0 AND used <= uses),
    hops int NOT NULL DEFAULT 0 CHECK (hops >= 0),
    issued_at timestamptz NOT NULL,
    reminded_at timestamptz,
    PRIMARY KEY (brand_id, id),
    FOREIGN KEY (brand_id, template_id, version) REFERENCES gift_coupon.template_version,
    FOREIGN KEY (brand_id, member_id) REFERENCES member.member,
    FOREIGN KEY (brand_id, issued_to) REFERENCES member.member,
    CHECK ((state IN ('RESERVED', 'TRANSFER_PENDING')) = (held_until IS NOT NULL)),
    CHECK ((state = 'RESERVED') = (held_for IS NOT NULL)),
    CHECK (state <> 'REDEEMED' OR used = uses));
  CREATE INDEX coupon_member ON gift_coupon.coupon (brand_id, member_id, id);
  CREATE INDEX coupon_issued_to ON gift_coupon.coupon (brand_id, issued_to, template_id);
  CREATE INDEX coupon_template ON gift_coupon.coupon (brand_id, template_id, state);
  CREATE INDEX coupon_due ON gift_coupon.coupon (brand_id, (CASE state WHEN 'SCHEDULED' THEN valid_from WHEN 'ACTIVE' THEN valid_to ELSE held_until END))
    WHERE state IN ('SCHEDULED', 'ACTIVE', 'RESERVED', 'TRANSFER_PENDING');
  CREATE INDEX coupon_unreminded ON gift_coupon.coupon (brand_id, valid_to) WHERE state = 'ACTIVE' AND reminded_at IS NULL;
  CALL platform.protect('gift_coupon.coupon');

  CREATE TABLE gift_coupon.coupon_code (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    code_sealed bytea NOT NULL,
    code_index bytea NOT NULL,
    PRIMARY KEY (brand_id, id),
    CONSTRAINT coupon_code_unique UNIQUE (brand_id, code_index),
    FOREIGN KEY (brand_id, id) REFERENCES gift_coupon.coupon);
  CALL platform.protect('gift_coupon.coupon_code');

  CREATE TABLE gift_coupon.transition (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    coupon_id uuid NOT NULL,
    from_state text,
    to_state text NOT NULL,
    at timestamptz NOT NULL,
    reason text NOT NULL,
    redemption_id uuid,
    PRIMARY KEY (brand_id, id),
    FOREIGN KEY (brand_id, coupon_id) REFERENCES gift_coupon.coupon);
  CREATE INDEX transition_coupon ON gift_coupon.transition (brand_id, coupon_id, id);
  CALL platform.protect_append_only('gift_coupon.transition');`;
