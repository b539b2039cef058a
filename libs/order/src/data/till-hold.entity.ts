import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TillHoldState } from '../enums';
import type { HeldUse, PointShare } from './till-hold.statements';

@Entity({ schema: 'order', name: 'till_hold' })
export class TillHoldEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' })
  brandId: string;

  @PrimaryColumn({ type: 'uuid' })
  id: string;

  @Column({ type: 'text' })
  state: TillHoldState;

  @Column({ name: 'member_id', type: 'uuid', nullable: true })
  memberId: string | null;

  @Column({ name: 'store_id', type: 'uuid', nullable: true })
  storeId: string | null;

  @Column({ name: 'order_ref', type: 'text' })
  orderRef: string;

  @Column({ name: 'basket_hash', type: 'text' })
  basketHash: string;

  @Column({ type: 'jsonb', nullable: true })
  uses: readonly HeldUse[] | null;

  @Column({ name: 'uses_sealed', type: 'bytea', nullable: true })
  usesSealed: Buffer | null;

  @Column({ type: 'bigint' })
  discount: bigint;

  @Column({ type: 'int' })
  points: number;

  @Column({ name: 'points_by_line', type: 'jsonb' })
  pointsByLine: readonly PointShare[];

  @Column({ name: 'points_worth', type: 'bigint' })
  pointsWorth: bigint;

  @Column({ type: 'bigint' })
  payable: bigint;

  @Column({ name: 'order_id', type: 'uuid', nullable: true })
  orderId: string | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt: Date;

  @Column({ name: 'closed_at', type: 'timestamptz', nullable: true })
  closedAt: Date | null;
}
