import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'order', name: 'line' })
export class LineEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' })
  brandId: string;

  @PrimaryColumn({ name: 'order_id', type: 'uuid' })
  orderId: string;

  @PrimaryColumn({ type: 'int' })
  number: number;

  @Column({ type: 'text' })
  sku: string;

  @Column({ type: 'text', nullable: true })
  name: string | null;

  @Column({ type: 'text', nullable: true })
  category: string | null;

  @Column({ type: 'int' })
  quantity: number;

  @Column({ name: 'refunded_quantity', type: 'int' })
  refundedQuantity: number;

  @Column({ name: 'unit_price', type: 'numeric' })
  unitPrice: string;

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
}
