import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Of those who win, and behind them those who come next. */
@Entity({ schema: 'lottery', name: 'raffle_place' })
export class RafflePlaceEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ name: 'game_id', type: 'uuid' }) gameId: string;
  /** From 1. */
  @Column({ type: 'int' }) place: number;
  @Column({ name: 'chance_id', type: 'uuid' }) chanceId: string;
  @Column({ name: 'member_id', type: 'uuid' }) memberId: string;
  /** By which the places are given, the lowest first. */
  @Column({ type: 'text' }) ticket: string;
  /** Null: an alternate. */
  @Column({ type: 'text', nullable: true }) prize: string | null;
  @Column({ name: 'drawn_at', type: 'timestamptz' }) drawnAt: Date;
}
