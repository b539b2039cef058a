import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A member on the way through a challenge, by the stages as they were at the beginning. */
@Entity({ schema: 'lottery', name: 'challenge_run' })
export class ChallengeRunEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ name: 'challenge_id', type: 'uuid' }) challengeId: string;
  @Column({ type: 'int' }) version: number;
  @Column({ name: 'member_id', type: 'uuid' }) memberId: string;
  /** Of two that a merge brought together, the one that goes on no further. */
  @Column({ name: 'set_aside', type: 'boolean', default: false }) setAside: boolean;
  @Column({ name: 'started_at', type: 'timestamptz' }) startedAt: Date;
}
