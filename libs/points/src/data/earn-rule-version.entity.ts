import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What a rule says, and for orders placed when. */
@Entity({ schema: 'points', name: 'earn_rule_version' })
export class EarnRuleVersionEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' })
  brandId: string;

  @PrimaryColumn({ type: 'uuid' })
  id: string;

  @Column({ name: 'rule_id', type: 'uuid' })
  ruleId: string;

  @Column({ type: 'integer' })
  version: number;

  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'text' })
  kind: string;

  @Column({ type: 'integer', nullable: true })
  points: number | null;

  @Column({ type: 'bigint', nullable: true })
  amount: bigint | null;

  @Column({ name: 'multiplier_bp', type: 'integer', nullable: true })
  multiplierBp: number | null;

  @Column({ type: 'text' })
  basis: string;

  @Column({ type: 'jsonb' })
  scope: unknown;

  @Column({ name: 'tier_codes', type: 'text', array: true, nullable: true })
  tierCodes: string[] | null;

  @Column({ type: 'integer' })
  priority: number;

  @Column({ name: 'starts_at', type: 'timestamptz', nullable: true })
  startsAt: Date | null;

  @Column({ name: 'ends_at', type: 'timestamptz', nullable: true })
  endsAt: Date | null;

  @Column({ name: 'live_from', type: 'timestamptz', nullable: true })
  liveFrom: Date | null;

  @Column({ name: 'live_to', type: 'timestamptz', nullable: true })
  liveTo: Date | null;
}
