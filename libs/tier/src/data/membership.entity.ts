import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'tier', name: 'membership' })
export class MembershipEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' })
  brandId: string;

  @PrimaryColumn({ name: 'member_id', type: 'uuid' })
  memberId: string;

  @PrimaryColumn({ name: 'from_at', type: 'timestamptz' })
  fromAt: Date;

  @Column({ name: 'to_at', type: 'timestamptz', nullable: true })
  toAt: Date | null;

  @Column({ name: 'program_id', type: 'uuid' })
  programId: string;

  @Column({ name: 'tier_code', type: 'text' })
  tierCode: string;

  @Column({ type: 'text' })
  state: string;

  @Column({ type: 'text' })
  reason: string;

  @Column({ type: 'timestamptz' })
  since: Date;

  @Column({ name: 'until_at', type: 'timestamptz', nullable: true })
  untilAt: Date | null;

  @Column({ name: 'count_after', type: 'timestamptz', nullable: true })
  countAfter: Date | null;

  @Column({ name: 'basis_after', type: 'timestamptz', nullable: true })
  basisAfter: Date | null;

  @Column({ name: 'cause_order_id', type: 'uuid', nullable: true })
  causeOrderId: string | null;

  @Column({ type: 'jsonb' })
  memory: object;

  @Column({ type: 'jsonb' })
  evidence: object;

  @Column({ name: 'next_judge_at', type: 'timestamptz', nullable: true })
  nextJudgeAt: Date | null;
}
