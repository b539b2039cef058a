import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { OrderChannel, OrderStatus } from '../enums';

@Entity({ schema: 'order', name: 'order' })
export class OrderEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' })
  brandId: string;

  @PrimaryColumn({ type: 'uuid' })
  id: string;

  @Column({ type: 'text' })
  source: string;

  @Column({ name: 'external_id', type: 'text' })
  externalId: string;

  @Column({ type: 'int' })
  revision: number;

  @Column({ type: 'text' })
  status: OrderStatus;

  @Column({ name: 'member_id', type: 'uuid', nullable: true })
  memberId: string | null;

  @Column({ name: 'store_id', type: 'uuid', nullable: true })
  storeId: string | null;

  @Column({ type: 'text' })
  channel: OrderChannel;

  @Column({ name: 'placed_at', type: 'timestamptz' })
  placedAt: Date;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt: Date;

  @Column({ name: 'business_date', type: 'date' })
  businessDate: string;

  @Column({ type: 'bigint' })
  gross: bigint;

  @Column({ type: 'bigint' })
  discount: bigint;

  @Column({ type: 'bigint' })
  refunded: bigint;

  @Column({ type: 'bigint' })
  net: bigint;

  @Column({ name: 'paid_with_points', type: 'bigint' })
  paidWithPoints: bigint;

  @Column({ type: 'boolean' })
  counts: boolean;

  @Column({ type: 'boolean' })
  announced: boolean;
}
