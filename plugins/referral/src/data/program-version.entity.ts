import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ProgramRules } from './program-terms';

@Entity({ schema: 'referral', name: 'program_version' })
export class ProgramVersionEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ name: 'program_id', type: 'uuid' }) programId: string;
  @PrimaryColumn({ type: 'int' }) version: number;
  @Column({ type: 'jsonb' }) rules: ProgramRules;
  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'platform.current_now()' }) createdAt: Date;
}
