import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SettleWithBrands1791500000563 implements MigrationInterface {
  readonly name = 'SettleWithBrands1791500000563';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SETTLEMENT);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE gift_coupon.settlement');
  }
}

// One entry for each redemption, under its id, in the brand that honoured the coupon; the brand that gave it has a copy. It follows
// from the redemption: version tells which of two copies is the later.
const SETTLEMENT = `
  CREATE TABLE gift_coupon.settlement (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    agreement_id uuid NOT NULL,
    reservation_id uuid NOT NULL,
    code_end text NOT NULL,
    amount bigint NOT NULL CHECK (amount >= 0),
    currency text NOT NULL,
    at timestamptz NOT NULL,
    reversed_at timestamptz,
    version int NOT NULL DEFAULT 1,
    PRIMARY KEY (brand_id, id),
    FOREIGN KEY (brand_id, agreement_id) REFERENCES gift_coupon.agreement);
  CREATE INDEX settlement_agreement ON gift_coupon.settlement (brand_id, agreement_id, at, id);
  CREATE INDEX settlement_reservation ON gift_coupon.settlement (brand_id, reservation_id);
  CALL platform.protect('gift_coupon.settlement');`;
