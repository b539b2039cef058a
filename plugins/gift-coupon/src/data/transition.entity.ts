import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'gift_coupon', name: 'transition' })
export class TransitionEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ name: 'coupon_id', type: 'uuid' }) couponId: string;
  @Column({ name: 'from_state', type: 'text', nullable: true }) fromState: string | null;
  @Column({ name: 'to_state', type: 'text' }) toState: string;
  @Column({ type: 'timestamptz' }) at: Date;
  @Column({ type: 'text' }) reason: string;
  @Column({ name: 'redemption_id', type: 'uuid', nullable: true }) redemptionId: string | null;
}
