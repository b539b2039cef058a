import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How it stands about a referral: its last judgement. */
@Entity({ schema: 'referral', name: 'review' })
export class ReviewEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' })
  brandId: string;

  @PrimaryColumn({ type: 'uuid' })
  id: string;

  @Column({ name: 'edge_id', type: 'uuid' })
  edgeId: string;

  @Column({ name: 'judgement_id', type: 'uuid' })
  judgementId: string;

  @Column({ type: 'text' })
  state: string;

  @Column({ name: 'made_by', type: 'text' })
  madeBy: string;

  @Column({ type: 'timestamptz', default: () => 'platform.current_now()' })
  at: Date;
}
