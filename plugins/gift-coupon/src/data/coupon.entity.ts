import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { State } from '../enums';

@Entity({ schema: 'gift_coupon', name: 'coupon' })
export class CouponEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ name: 'template_id', type: 'uuid' }) templateId: string;
  @Column({ type: 'int' }) version: number;
  @Column({ name: 'member_id', type: 'uuid' }) memberId: string;
  @Column({ name: 'issued_to', type: 'uuid' }) issuedTo: string;
  @Column({ type: 'text' }) state: State;
  @Column({ name: 'valid_from', type: 'timestamptz' }) validFrom: Date;
  @Column({ name: 'valid_to', type: 'timestamptz', nullable: true }) validTo: Date | null;
  @Column({ name: 'held_until', type: 'timestamptz', nullable: true }) heldUntil: Date | null;
  @Column({ name: 'held_for', type: 'text', nullable: true }) heldFor: string | null;
  @Column({ type: 'int' }) uses: number;
  @Column({ type: 'int', default: 0 }) used: number;
  @Column({ type: 'int', default: 0 }) hops: number;
  @Column({ name: 'issued_at', type: 'timestamptz' }) issuedAt: Date;
  @Column({ name: 'reminded_at', type: 'timestamptz', nullable: true }) remindedAt: Date | null;
}
