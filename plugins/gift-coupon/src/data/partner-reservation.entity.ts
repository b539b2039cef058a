import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Of a coupon that another brand gives under an agreement; where it is to be used. */
@Entity({ schema: 'gift_coupon', name: 'partner_reservation' })
export class PartnerReservationEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ name: 'agreement_id', type: 'uuid' }) agreementId: string;
  @Column({ name: 'template_id', type: 'uuid' }) templateId: string;
  @Column({ type: 'int' }) version: number;
  @Column({ name: 'member_id', type: 'uuid' }) memberId: string;
  @Column({ type: 'text', default: 'RESERVED' }) state: 'RESERVED' | 'CONFIRMED' | 'RELEASED';
  @Column({ type: 'timestamptz' }) at: Date;
  @Column({ name: 'expires_at', type: 'timestamptz' }) expiresAt: Date;
  @Column({ name: 'valid_from', type: 'timestamptz' }) validFrom: Date;
  @Column({ name: 'valid_to', type: 'timestamptz', nullable: true }) validTo: Date | null;
  @Column({ name: 'coupon_id', type: 'uuid', nullable: true }) couponId: string | null;
}
