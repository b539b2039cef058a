import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The rules of a version, applied to answers that were given under an earlier one. */
@Entity({ schema: 'survey', name: 'rule_run' })
export class RuleRunEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ name: 'response_id', type: 'uuid' }) responseId: string;
  @PrimaryColumn({ type: 'int' }) version: number;
  @Column({ name: 'applied_at', type: 'timestamptz', default: () => 'platform.current_now()' }) appliedAt: Date;
}
