import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Share } from './game-terms';

@Entity({ schema: 'lottery', name: 'draw' })
export class DrawEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ name: 'game_id', type: 'uuid' }) gameId: string;
  @Column({ type: 'int' }) version: number;
  @Column({ name: 'chance_id', type: 'uuid' }) chanceId: string;
  @Column({ name: 'member_id', type: 'uuid' }) memberId: string;
  @Column({ type: 'text' }) prize: string;
  /** The shares by which was drawn. */
  @Column({ type: 'jsonb' }) odds: readonly Share[];
  @Column({ type: 'int' }) attempt: number;
  @Column({ type: 'int' }) value: number;
  /** Of PICK_ONE_OF_FOUR: what lies under each. */
  @Column({ type: 'jsonb', nullable: true }) cards: readonly string[] | null;
  /** Why the prize's reward was not given. */
  @Column({ type: 'text', nullable: true }) withheld: 'CIRCLE' | null;
  @Column({ name: 'drawn_at', type: 'timestamptz' }) drawnAt: Date;
}
