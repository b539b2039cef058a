import type { MigrationInterface, QueryRunner } from 'typeorm';

export class TransferGiftCoupons1791500000444 implements MigrationInterface {
  readonly name = 'TransferGiftCoupons1791500000444';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TRANSFER);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE gift_coupon.transfer');
  }
}

const TRANSFER = `
  CREATE TABLE gift_coupon.transfer (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    coupon_id uuid NOT NULL,
    sender_id uuid NOT NULL,
    receiver_id uuid,
    token_index bytea NOT NULL,
    state text NOT NULL DEFAULT 'OFFERED' CHECK (state IN ('OFFERED', 'ACCEPTED', 'CANCELLED')),
    offered_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (brand_id, id),
    CONSTRAINT transfer_token_unique UNIQUE (brand_id, token_index),
    FOREIGN KEY (brand_id, coupon_id) REFERENCES gift_coupon.coupon,
    FOREIGN KEY (brand_id, sender_id) REFERENCES member.member,
    FOREIGN KEY (brand_id, receiver_id) REFERENCES member.member,
    CHECK ((state = 'ACCEPTED') = (receiver_id IS NOT NULL)),
    CHECK ((state = 'OFFERED') = (ended_at IS NULL)));
  CREATE INDEX transfer_coupon ON gift_coupon.transfer (brand_id, coupon_id, id);
  CREATE INDEX transfer_sender ON gift_coupon.transfer (brand_id, sender_id);
  CREATE INDEX transfer_receiver ON gift_coupon.transfer (brand_id, receiver_id);
  CALL platform.protect('gift_coupon.transfer');`;
