import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What an order of a member gives, and what that depends on. */
@Entity({ schema: 'points', name: 'accrual' })
export class AccrualEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' })
  brandId: string;

  @PrimaryColumn({ name: 'order_id', type: 'uuid' })
  orderId: string;

  @Column({ name: 'member_id', type: 'uuid', nullable: true })
  memberId: string | null;

  @Column({ type: 'text' })
  source: string;

  @Column({ name: 'external_id', type: 'text' })
  externalId: string;

  @Column({ name: 'placed_at', type: 'timestamptz' })
  placedAt: Date;

  @Column({ name: 'business_date', type: 'date' })
  businessDate: string;

  @Column({ type: 'integer' })
  points: number;

  @Column({ name: 'points_without_visits', type: 'integer' })
  pointsWithoutVisits: number;

  @Column({ type: 'jsonb', nullable: true })
  visits: unknown | null;

  @Column({ type: 'jsonb' })
  pins: unknown;

  @Column({ type: 'jsonb', nullable: true })
  explanation: unknown | null;

  @Column({ name: 'explained_by', type: 'uuid', nullable: true })
  explainedBy: string | null;
}
