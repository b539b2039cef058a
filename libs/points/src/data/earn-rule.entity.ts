import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A rule by its code; what it says stands in its versions. */
@Entity({ schema: 'points', name: 'earn_rule' })
export class EarnRuleEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' })
  brandId: string;

  @PrimaryColumn({ type: 'uuid' })
  id: string;

  @Column({ type: 'text' })
  code: string;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'platform.current_now()' })
  createdAt: Date;
}
