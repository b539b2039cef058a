import type { MigrationInterface, QueryRunner } from 'typeorm';

export class RedeemGiftCoupons1791500000442 implements MigrationInterface {
  readonly name = 'RedeemGiftCoupons1791500000442';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(REDEMPTIONS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE gift_coupon.used_token, gift_coupon.refusal, gift_coupon.redemption');
  }
}

// A redemption names its order as the order's source does: the order may come later. lines: minor units by line number.
const REDEMPTIONS = `
  CREATE TABLE gift_coupon.redemption (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    coupon_id uuid NOT NULL,
    template_id uuid NOT NULL,
    occurrence int NOT NULL CHECK (occurrence >= 1),
    member_id uuid NOT NULL,
    source text NOT NULL,
    external_id text NOT NULL,
    discount bigint NOT NULL CHECK (discount >= 0),
    lines jsonb NOT NULL,
    at timestamptz NOT NULL,
    redeemed_at timestamptz NOT NULL,
    reversed_at timestamptz,
    PRIMARY KEY (brand_id, id),
    FOREIGN KEY (brand_id, coupon_id) REFERENCES gift_coupon.coupon,
    FOREIGN KEY (brand_id, template_id) REFERENCES gift_coupon.template,
    FOREIGN KEY (brand_id, member_id) REFERENCES member.member);
  CREATE UNIQUE INDEX redemption_occurrence ON gift_coupon.redemption (brand_id, coupon_id, occurrence) WHERE reversed_at IS NULL;
  CREATE UNIQUE INDEX redemption_once ON gift_coupon.redemption (brand_id, coupon_id, source, external_id) WHERE reversed_at IS NULL;
  CREATE INDEX redemption_order ON gift_coupon.redemption (brand_id, source, external_id);
  CREATE INDEX redemption_template ON gift_coupon.redemption (brand_id, template_id, member_id);
  CREATE INDEX redemption_member ON gift_coupon.redemption (brand_id, member_id, id);
  CALL platform.protect('gift_coupon.redemption');

  CREATE TABLE gift_coupon.refusal (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    coupon_id uuid NOT NULL,
    template_id uuid NOT NULL,
    reason text NOT NULL,
    at timestamptz NOT NULL DEFAULT platform.current_now(),
    PRIMARY KEY (brand_id, id),
    FOREIGN KEY (brand_id, coupon_id) REFERENCES gift_coupon.coupon);
  CREATE INDEX refusal_template ON gift_coupon.refusal (brand_id, template_id, reason);
  CALL platform.protect_append_only('gift_coupon.refusal');

  CREATE TABLE gift_coupon.used_token (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (brand_id, id));
  CREATE INDEX used_token_expiry ON gift_coupon.used_token (brand_id, expires_at);
  CALL platform.protect('gift_coupon.used_token');`;
