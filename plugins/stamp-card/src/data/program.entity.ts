import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { EarlierVersion, Pause, ProgramTerms } from './program-terms';

@Entity({ schema: 'stamp_card', name: 'program' })
export class ProgramEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'text' }) name: string;
  @Column({ type: 'text', default: 'STAMP' }) kind: ProgramTerms['kind'];
  @Column({ type: 'text', default: 'DRAFT' }) state: 'DRAFT' | 'LIVE' | 'ENDED';
  @Column({ type: 'int', default: 1 }) version: number;
  @Column({ type: 'int' }) slots: number;
  @Column({ type: 'jsonb' }) rules: ProgramTerms['rules'];
  @Column({ type: 'jsonb' }) rewards: ProgramTerms['rewards'];
  @Column({ name: 'starts_at', type: 'timestamptz' }) startsAt: Date;
  @Column({ name: 'ends_at', type: 'timestamptz', nullable: true }) endsAt: Date | null;
  @Column({ name: 'valid_for_days', type: 'int', nullable: true }) validForDays: number | null;
  @Column({ name: 'daily_limit', type: 'int', nullable: true }) dailyLimit: number | null;
  @Column({ name: 'min_interval_minutes', type: 'int', nullable: true }) minIntervalMinutes: number | null;
  @Column({ name: 'exclusive_group', type: 'text', nullable: true }) exclusiveGroup: string | null;
  @Column({ type: 'int', default: 0 }) priority: number;
  @Column({ type: 'text', default: 'CARRY' }) surplus: ProgramTerms['surplus'];
  @Column({ type: 'boolean', default: true }) reopens: boolean;
  @Column({ name: 'step_order', type: 'text', default: 'ANY' }) stepOrder: ProgramTerms['stepOrder'];
  @Column({ name: 'nearly_full_at', type: 'int', nullable: true }) nearlyFullAt: number | null;
  /** When the current version took effect; null: from the start. */
  @Column({ name: 'effective_from', type: 'timestamptz', nullable: true }) effectiveFrom: Date | null;
  @Column({ type: 'jsonb', default: () => `'[]'` }) earlier: readonly EarlierVersion[];
  @Column({ type: 'jsonb', default: () => `'[]'` }) pauses: readonly Pause[];
  @Column({ name: 'created_at', type: 'timestamptz' }) createdAt: Date;
  /** The end it had before it was ended; null: it is its end. */
  @Column({ name: 'planned_end', type: 'timestamptz', nullable: true }) plannedEnd: Date | null;
}
