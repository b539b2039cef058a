import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'gift_coupon', name: 'rule_issue' })
export class RuleIssueEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ name: 'member_id', type: 'uuid' }) memberId: string;
  @PrimaryColumn({ type: 'text' }) rule: string;
  @PrimaryColumn({ type: 'text' }) occurrence: string;
  @Column({ type: 'timestamptz' }) at: Date;
}
