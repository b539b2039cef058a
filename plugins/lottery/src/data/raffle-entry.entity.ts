import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An entry that a raffle was drawn from. */
@Entity({ schema: 'lottery', name: 'raffle_entry' })
export class RaffleEntryEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ name: 'game_id', type: 'uuid' }) gameId: string;
  @PrimaryColumn({ type: 'text' }) ticket: string;
  @Column({ name: 'chance_id', type: 'uuid' }) chanceId: string;
  /** Of one with a better ticket than somebody who has a place: why it has none. */
  @Column({ name: 'passed_over', type: 'text', nullable: true }) passedOver: 'HAS_PLACE' | 'NOT_ACTIVE' | null;
}
