import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { GameTerms } from './game-terms';

@Entity({ schema: 'lottery', name: 'game' })
export class GameEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'text' }) code: string;
  @Column({ type: 'text', default: 'DRAFT' }) state: 'DRAFT' | 'LIVE' | 'PAUSED' | 'ENDED';
  /** Of its odds. */
  @Column({ type: 'int', default: 1 }) version: number;
  @Column({ type: 'jsonb' }) terms: GameTerms;
  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'platform.current_now()' }) createdAt: Date;
}
