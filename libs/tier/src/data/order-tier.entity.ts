import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'tier', name: 'order_tier' })
export class OrderTierEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' })
  brandId: string;

  @PrimaryColumn({ name: 'order_id', type: 'uuid' })
  orderId: string;

  @PrimaryColumn({ name: 'member_id', type: 'uuid' })
  memberId: string;

  @Column({ name: 'tier_code', type: 'text' })
  tierCode: string;
}
