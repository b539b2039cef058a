import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Points that came in together. */
@Entity({ schema: 'points', name: 'lot' })
export class LotEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' })
  brandId: string;

  @PrimaryColumn({ type: 'uuid' })
  id: string;

  @Column({ name: 'member_id', type: 'uuid' })
  memberId: string;

  @Column({ name: 'order_id', type: 'uuid', nullable: true })
  orderId: string | null;

  @Column({ type: 'integer' })
  quantity: number;

  @Column({ type: 'integer', default: 0 })
  reversed: number;

  @Column({ type: 'integer', default: 0 })
  spent: number;

  @Column({ type: 'integer', default: 0 })
  claimed: number;

  @Column({ type: 'integer', default: 0 })
  expired: number;

  @Column({ name: 'written_off', type: 'integer', default: 0 })
  writtenOff: number;

  @Column({ type: 'integer' })
  remaining: number;

  @Column({ name: 'claim_limit', type: 'integer', nullable: true })
  claimLimit: number | null;

  @Column({ name: 'earned_at', type: 'timestamptz' })
  earnedAt: Date;

  @Column({ name: 'active_at', type: 'timestamptz' })
  activeAt: Date;

  @Column({ name: 'expires_at', type: 'timestamptz', nullable: true })
  expiresAt: Date | null;

  @Column({ name: 'expires_on', type: 'date', nullable: true })
  expiresOn: string | null;

  @Column({ name: 'inactivity_months', type: 'integer', nullable: true })
  inactivityMonths: number | null;

  @Column({ name: 'kept_until', type: 'timestamptz', nullable: true })
  keptUntil: Date | null;
}
