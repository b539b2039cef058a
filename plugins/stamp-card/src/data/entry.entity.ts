import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Candidates, Placement } from './fold-state';

/** What an order would give in a program, and the stamps it holds. */
@Entity({ schema: 'stamp_card', name: 'entry' })
export class EntryEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ name: 'program_id', type: 'uuid' }) programId: string;
  @PrimaryColumn({ name: 'order_id', type: 'uuid' }) orderId: string;
  @Column({ name: 'member_id', type: 'uuid' }) memberId: string;
  @Column({ name: 'business_date', type: 'date' }) businessDate: string;
  @Column({ name: 'placed_at', type: 'timestamptz' }) placedAt: Date;
  @Column({ name: 'amount_stamps', type: 'int' }) amountStamps: number;
  @Column({ name: 'visit_stamps', type: 'int' }) visitStamps: number;
  /** Null: of an earlier version, which kept only what was held. */
  @Column({ type: 'jsonb', nullable: true }) candidates: Candidates | null;
  @Column({ type: 'jsonb', default: () => `'[]'` }) placed: readonly Placement[];
  /** Tells orders of one instant apart; made of source and external id. */
  @Column({ type: 'int', nullable: true }) tie: number | null;
}
