import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One version of how a brand's points behave. */
@Entity({ schema: 'points', name: 'settings' })
export class SettingsEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' })
  brandId: string;

  @PrimaryColumn({ type: 'integer' })
  version: number;

  @Column({ name: 'pending_days', type: 'integer' })
  pendingDays: number;

  @Column({ type: 'text' })
  expiry: string;

  @Column({ name: 'expiry_count', type: 'integer' })
  expiryCount: number;

  @Column({ name: 'on_shortfall', type: 'text' })
  onShortfall: string;

  @Column({ name: 'on_burn_refund', type: 'text' })
  onBurnRefund: string;

  @Column({ name: 'restore_grace_days', type: 'integer' })
  restoreGraceDays: number;

  @Column({ type: 'text' })
  rounding: string;

  @Column({ name: 'max_multiplier_bp', type: 'integer', nullable: true })
  maxMultiplierBp: number | null;

  @Column({ name: 'max_points_per_order', type: 'integer', nullable: true })
  maxPointsPerOrder: number | null;

  @Column({ name: 'burn_needs_verified_phone', type: 'boolean' })
  burnNeedsVerifiedPhone: boolean;

  @Column({ name: 'burn_step', type: 'integer', default: 1 })
  burnStep: number;

  @Column({ name: 'burn_minimum', type: 'integer', default: 0 })
  burnMinimum: number;

  @Column({ name: 'burn_max_share_bp', type: 'integer', default: 10_000 })
  burnMaxShareBp: number;

  @Column({ type: 'bigint', nullable: true })
  worth: bigint | null;

  @Column({ name: 'remind_days_before', type: 'integer', array: true })
  remindDaysBefore: number[];

  @Column({ name: 'grant_four_eyes_above', type: 'integer', nullable: true })
  grantFourEyesAbove: number | null;

  @Column({ name: 'changed_at', type: 'timestamptz', default: () => 'platform.current_now()' })
  changedAt: Date;
}
