import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AgreeWithBrands1791500000561 implements MigrationInterface {
  readonly name = 'AgreeWithBrands1791500000561';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(AGREEMENT);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE gift_coupon.agreement');
  }
}

// Each of the two brands has a row of its own of an agreement, under one id. side: this brand issues (FROM) or honours (TO).
const AGREEMENT = `
  CREATE TABLE gift_coupon.agreement (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    side text NOT NULL CHECK (side IN ('FROM', 'TO')),
    partner_id uuid NOT NULL,
    partner_code text NOT NULL,
    share_bp int NOT NULL CHECK (share_bp BETWEEN 0 AND 10000),
    state text NOT NULL CHECK (state IN ('DRAFT', 'LIVE', 'ENDED')),
    proposed_at timestamptz NOT NULL,
    PRIMARY KEY (brand_id, id),
    CHECK (partner_id <> brand_id));
  CREATE UNIQUE INDEX agreement_open ON gift_coupon.agreement (brand_id, side, partner_id) WHERE state <> 'ENDED';
  CALL platform.protect('gift_coupon.agreement');
  CALL platform.track_revision('gift_coupon.agreement');`;
