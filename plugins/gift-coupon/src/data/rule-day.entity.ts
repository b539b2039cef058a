import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'gift_coupon', name: 'rule_day' })
export class RuleDayEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @Column({ type: 'date' }) done: string;
  /** The day on which the brand took the plugin up, the last time; null: before that was kept. */
  @Column({ type: 'date', nullable: true }) since: string | null;
}
