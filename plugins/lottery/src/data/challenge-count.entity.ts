import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Something that counted for a stage. */
@Entity({ schema: 'lottery', name: 'challenge_count' })
export class ChallengeCountEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ name: 'run_id', type: 'uuid' }) runId: string;
  /** From 0. */
  @Column({ type: 'int' }) stage: number;
  @Column({ type: 'int' }) amount: number;
  /** What it was: counts once in a run. */
  @Column({ name: 'cause_key', type: 'text' }) causeKey: string;
  @Column({ name: 'order_id', type: 'uuid', nullable: true }) orderId: string | null;
  @Column({ name: 'counted_at', type: 'timestamptz' }) countedAt: Date;
  @Column({ name: 'taken_back_at', type: 'timestamptz', nullable: true }) takenBackAt: Date | null;
}
