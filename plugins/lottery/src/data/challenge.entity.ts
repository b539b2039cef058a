import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ChallengeTerms } from './challenge-terms';

@Entity({ schema: 'lottery', name: 'challenge' })
export class ChallengeEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'text' }) code: string;
  @Column({ type: 'text', default: 'DRAFT' }) state: 'DRAFT' | 'LIVE' | 'PAUSED' | 'ENDED';
  /** Of its stages. */
  @Column({ type: 'int', default: 1 }) version: number;
  @Column({ type: 'jsonb' }) terms: ChallengeTerms;
  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'platform.current_now()' }) createdAt: Date;
}
