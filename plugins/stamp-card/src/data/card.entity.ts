import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { FoldState, MarkedState } from './fold-state';

/** A member's cards of a program, numbered from 1; every card but the last is full or over. */
@Entity({ schema: 'stamp_card', name: 'card' })
export class CardEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ name: 'program_id', type: 'uuid' }) programId: string;
  @Column({ name: 'member_id', type: 'uuid' }) memberId: string;
  @Column({ type: 'int' }) number: number;
  @Column({ type: 'int' }) stamps: number;
  @Column({ name: 'opened_at', type: 'timestamptz' }) openedAt: Date;
  @Column({ name: 'completed_at', type: 'timestamptz', nullable: true }) completedAt: Date | null;
  /** The program's version it was opened under; null: of before there were versions. */
  @Column({ type: 'int', nullable: true }) version: number | null;
  @Column({ type: 'int', nullable: true }) slots: number | null;
  /** Null: as long as the program. */
  @Column({ name: 'valid_until', type: 'timestamptz', nullable: true }) validUntil: Date | null;
  /** Where the member stood just before it was opened; null where that is not known, or nothing is on it. */
  @Column({ type: 'jsonb', nullable: true }) base: FoldState | null;
  /** Where the member stood just before `mark_at`: later than the opening, on this card. */
  @Column({ type: 'jsonb', nullable: true }) mark: MarkedState | null;
  @Column({ name: 'mark_at', type: 'timestamptz', nullable: true }) markAt: Date | null;
  /** Thresholds whose rewards were used and stay, though the card does not reach them any more. */
  @Column({ type: 'int', array: true, default: () => `'{}'` }) kept: readonly number[];
  @Column({ name: 'nearly_full_at', type: 'timestamptz', nullable: true }) nearlyFullAt: Date | null;
  /** When it was told that it is over. */
  @Column({ name: 'expired_at', type: 'timestamptz', nullable: true }) expiredAt: Date | null;
}
