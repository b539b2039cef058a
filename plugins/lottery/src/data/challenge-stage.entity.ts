import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A stage that was reached. */
@Entity({ schema: 'lottery', name: 'challenge_stage' })
export class ChallengeStageEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ name: 'run_id', type: 'uuid' }) runId: string;
  /** From 0. */
  @Column({ type: 'int' }) stage: number;
  /** SHORT: an order behind it was given back, and so was what it gave. KEPT: that was used by then. */
  @Column({ type: 'text' }) state: 'REACHED' | 'SHORT' | 'KEPT';
  @Column({ name: 'reached_at', type: 'timestamptz' }) reachedAt: Date;
}
