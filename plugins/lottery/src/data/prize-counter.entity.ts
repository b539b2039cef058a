import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Of prizes with a stock or a daily quota. */
@Entity({ schema: 'lottery', name: 'prize_counter' })
export class PrizeCounterEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ name: 'game_id', type: 'uuid' }) gameId: string;
  @PrimaryColumn({ type: 'text' }) prize: string;
  @Column({ type: 'int', nullable: true }) stock: number | null;
  @Column({ type: 'int', default: 0 }) given: number;
  /** The last business day on which it was given. */
  @Column({ type: 'date', nullable: true }) day: string | null;
  @Column({ name: 'day_given', type: 'int', default: 0 }) dayGiven: number;
}
