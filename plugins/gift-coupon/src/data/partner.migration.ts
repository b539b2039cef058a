import type { MigrationInterface, QueryRunner } from 'typeorm';

export class GiveAcrossBrands1791500000562 implements MigrationInterface {
  readonly name = 'GiveAcrossBrands1791500000562';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(PARTNERS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE gift_coupon.partner_decision, gift_coupon.partner_reservation');
  }
}

// A reservation stands where the coupon is to be, one for each coupon, and counts as issued. What becomes of it is decided
// where it was asked for: whoever writes the decision first has decided.
const PARTNERS = `
  CREATE TABLE gift_coupon.partner_reservation (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    agreement_id uuid NOT NULL,
    template_id uuid NOT NULL,
    version int NOT NULL,
    member_id uuid NOT NULL,
    state text NOT NULL DEFAULT 'RESERVED' CHECK (state IN ('RESERVED', 'CONFIRMED', 'RELEASED')),
    at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    valid_from timestamptz NOT NULL,
    valid_to timestamptz CHECK (valid_to > valid_from),
    coupon_id uuid,
    PRIMARY KEY (brand_id, id),
    FOREIGN KEY (brand_id, agreement_id) REFERENCES gift_coupon.agreement,
    FOREIGN KEY (brand_id, template_id, version) REFERENCES gift_coupon.template_version,
    FOREIGN KEY (brand_id, member_id) REFERENCES member.member,
    FOREIGN KEY (brand_id, coupon_id) REFERENCES gift_coupon.coupon,
    CHECK ((state = 'CONFIRMED') = (coupon_id IS NOT NULL)));
  CREATE UNIQUE INDEX partner_reservation_coupon ON gift_coupon.partner_reservation (brand_id, coupon_id) WHERE coupon_id IS NOT NULL;
  CREATE INDEX partner_reservation_due ON gift_coupon.partner_reservation (brand_id, expires_at) WHERE state = 'RESERVED';
  CREATE INDEX partner_reservation_member ON gift_coupon.partner_reservation (brand_id, member_id, template_id) WHERE state = 'RESERVED';
  CREATE INDEX partner_reservation_template ON gift_coupon.partner_reservation (brand_id, template_id) WHERE state = 'RESERVED';
  CALL platform.protect('gift_coupon.partner_reservation');

  CREATE TABLE gift_coupon.partner_decision (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('ISSUED', 'ABANDONED')),
    at timestamptz NOT NULL DEFAULT platform.current_now(),
    PRIMARY KEY (brand_id, id));
  CALL platform.protect_append_only('gift_coupon.partner_decision');`;
