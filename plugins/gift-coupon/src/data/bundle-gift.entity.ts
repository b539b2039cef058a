import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { BundlePart, OnStockout } from './bundle-terms';

@Entity({ schema: 'gift_coupon', name: 'bundle_gift' })
export class BundleGiftEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ name: 'bundle_id', type: 'uuid' }) bundleId: string;
  @Column({ name: 'member_id', type: 'uuid' }) memberId: string;
  @Column({ name: 'on_stockout', type: 'text' }) onStockout: OnStockout;
  @Column({ type: 'jsonb' }) parts: readonly BundlePart[];
  @Column({ name: 'given_at', type: 'timestamptz' }) givenAt: Date;
}
