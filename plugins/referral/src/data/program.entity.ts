import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ProgramTerms } from './program-terms';

@Entity({ schema: 'referral', name: 'program' })
export class ProgramEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'text' }) code: string;
  @Column({ type: 'text', default: 'DRAFT' }) state: 'DRAFT' | 'LIVE' | 'PAUSED' | 'ENDED';
  /** Of its rules. */
  @Column({ type: 'int', default: 1 }) version: number;
  @Column({ type: 'jsonb' }) terms: ProgramTerms;
  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'platform.current_now()' }) createdAt: Date;
}
