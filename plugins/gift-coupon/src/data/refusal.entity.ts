import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'gift_coupon', name: 'refusal' })
export class RefusalEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ name: 'coupon_id', type: 'uuid' }) couponId: string;
  @Column({ name: 'template_id', type: 'uuid' }) templateId: string;
  @Column({ type: 'text' }) reason: string;
  @Column({ type: 'timestamptz', default: () => 'platform.current_now()' }) at: Date;
}
