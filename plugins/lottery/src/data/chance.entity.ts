import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'lottery', name: 'chance' })
export class ChanceEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ name: 'game_id', type: 'uuid' }) gameId: string;
  @Column({ name: 'member_id', type: 'uuid' }) memberId: string;
  /** Whom it was given to, and as which of theirs: by these it is drawn, whoever has it since. */
  @Column({ name: 'granted_to', type: 'uuid' }) grantedTo: string;
  @Column({ type: 'int' }) number: number;
  @Column({ type: 'text', default: 'AVAILABLE' }) state: 'AVAILABLE' | 'CONSUMED' | 'REVOKED';
  @Column({ type: 'text' }) cause: string;
  @Column({ name: 'cause_key', type: 'text' }) causeKey: string;
  @Column({ name: 'order_id', type: 'uuid', nullable: true }) orderId: string | null;
  /** Of POINTS_SPENT: the entry that took the points. */
  @Column({ name: 'burn_id', type: 'uuid', nullable: true }) burnId: string | null;
  @Column({ name: 'granted_at', type: 'timestamptz' }) grantedAt: Date;
  @Column({ name: 'business_date', type: 'date' }) businessDate: string;
}
