import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { BundleItem, OnStockout } from './bundle-terms';

@Entity({ schema: 'gift_coupon', name: 'bundle' })
export class BundleEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'text' }) name: string;
  @Column({ type: 'jsonb' }) items: readonly BundleItem[];
  @Column({ name: 'on_stockout', type: 'text' }) onStockout: OnStockout;
  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'platform.current_now()' }) createdAt: Date;
}
