import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What was given to a member, and why. */
@Entity({ schema: 'member', name: 'reward_receipt' })
export class RewardReceiptEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' })
  brandId: string;

  @PrimaryColumn({ type: 'uuid' })
  id: string;

  @Column({ name: 'member_id', type: 'uuid' })
  memberId: string;

  @Column({ type: 'text' })
  kind: string;

  @Column({ type: 'jsonb' })
  spec: object;

  @Column({ name: 'cause_module', type: 'text' })
  causeModule: string;

  @Column({ name: 'cause_key', type: 'text' })
  causeKey: string;

  @Column({ name: 'order_id', type: 'uuid', nullable: true })
  orderId: string | null;

  @Column({ name: 'cause_detail', type: 'jsonb', default: () => `'{}'` })
  causeDetail: object;

  @Column({ type: 'text', default: 'GIVEN' })
  state: string;

  @Column({ name: 'given_at', type: 'timestamptz' })
  givenAt: Date;

  @Column({ name: 'receipt_key', type: 'text' })
  receiptKey: string;

  @Column({ name: 'revoked_bp', type: 'int', default: 0 })
  revokedBp: number;

  @Column({ name: 'revoked_at', type: 'timestamptz', nullable: true })
  revokedAt: Date | null;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'platform.current_now()' })
  createdAt: Date;
}
