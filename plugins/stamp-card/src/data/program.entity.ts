import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ProgramTerms } from './program-terms';

@Entity({ schema: 'stamp_card', name: 'program' })
export class ProgramEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'text' }) name: string;
  @Column({ type: 'text', default: 'DRAFT' }) state: 'DRAFT' | 'LIVE' | 'ENDED';
  @Column({ type: 'int', default: 1 }) version: number;
  @Column({ type: 'int' }) slots: number;
  @Column({ type: 'jsonb' }) rules: ProgramTerms['rules'];
  @Column({ type: 'jsonb' }) rewards: ProgramTerms['rewards'];
  @Column({ name: 'starts_at', type: 'timestamptz' }) startsAt: Date;
  @Column({ name: 'ends_at', type: 'timestamptz', nullable: true }) endsAt: Date | null;
  @Column({ name: 'created_at', type: 'timestamptz' }) createdAt: Date;
}
