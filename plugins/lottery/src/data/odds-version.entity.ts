import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { GameOdds } from './game-terms';

@Entity({ schema: 'lottery', name: 'odds_version' })
export class OddsVersionEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ name: 'game_id', type: 'uuid' }) gameId: string;
  @PrimaryColumn({ type: 'int' }) version: number;
  @Column({ type: 'jsonb' }) odds: GameOdds;
  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'platform.current_now()' }) createdAt: Date;
}
