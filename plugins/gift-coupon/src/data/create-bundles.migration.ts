import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateGiftBundles1791500000461 implements MigrationInterface {
  readonly name = 'CreateGiftBundles1791500000461';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(BUNDLES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE gift_coupon.bundle_gift, gift_coupon.bundle');
  }
}

// A gift keeps what the bundle was when it was given: bundles change.
const BUNDLES = `
  CREATE TABLE gift_coupon.bundle (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    name text NOT NULL,
    items jsonb NOT NULL CHECK (jsonb_typeof(items) = 'array'),
    on_stockout text NOT NULL CHECK (on_stockout IN ('FAIL', 'SKIP')),
    created_at timestamptz NOT NULL DEFAULT platform.current_now(),
    PRIMARY KEY (brand_id, id));
  CALL platform.protect('gift_coupon.bundle');
  CALL platform.track_revision('gift_coupon.bundle');

  CREATE TABLE gift_coupon.bundle_gift (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    bundle_id uuid NOT NULL,
    member_id uuid NOT NULL,
    on_stockout text NOT NULL CHECK (on_stockout IN ('FAIL', 'SKIP')),
    parts jsonb NOT NULL CHECK (jsonb_typeof(parts) = 'array'),
    given_at timestamptz NOT NULL,
    PRIMARY KEY (brand_id, id),
    FOREIGN KEY (brand_id, bundle_id) REFERENCES gift_coupon.bundle,
    FOREIGN KEY (brand_id, member_id) REFERENCES member.member);
  CREATE INDEX bundle_gift_member ON gift_coupon.bundle_gift (brand_id, member_id, id);
  CALL platform.protect('gift_coupon.bundle_gift');`;
