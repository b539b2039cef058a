import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { StageTerms } from './challenge-terms';

@Entity({ schema: 'lottery', name: 'challenge_version' })
export class ChallengeVersionEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ name: 'challenge_id', type: 'uuid' }) challengeId: string;
  @PrimaryColumn({ type: 'int' }) version: number;
  @Column({ type: 'jsonb' }) stages: readonly StageTerms[];
  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'platform.current_now()' }) createdAt: Date;
}
