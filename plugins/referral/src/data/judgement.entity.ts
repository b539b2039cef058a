import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What was decided about a referral, and why. */
@Entity({ schema: 'referral', name: 'judgement' })
export class JudgementEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' })
  brandId: string;

  @PrimaryColumn({ type: 'uuid' })
  id: string;

  @Column({ name: 'edge_id', type: 'uuid' })
  edgeId: string;

  @Column({ type: 'text' })
  decision: string;

  @Column({ name: 'made_by', type: 'text' })
  madeBy: string;

  @Column({ type: 'int' })
  score: number;

  @Column({ type: 'jsonb' })
  reasons: object;

  @Column({ name: 'rules_version', type: 'int' })
  rulesVersion: number;

  @Column({ type: 'jsonb' })
  terms: object;

  @Column({ type: 'timestamptz', default: () => 'platform.current_now()' })
  at: Date;
}
