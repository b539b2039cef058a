import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What becomes of a reservation at another brand, by its id; the first that is written stands. */
@Entity({ schema: 'gift_coupon', name: 'partner_decision' })
export class PartnerDecisionEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'text' }) outcome: 'ISSUED' | 'ABANDONED';
  @Column({ type: 'timestamptz', default: () => 'platform.current_now()' }) at: Date;
}
