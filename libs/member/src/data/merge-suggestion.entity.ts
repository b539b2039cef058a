import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Two members who may be one person. */
@Entity({ schema: 'member', name: 'merge_suggestion' })
export class MergeSuggestionEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' })
  brandId: string;

  @PrimaryColumn({ type: 'uuid' })
  id: string;

  @Column({ name: 'first_id', type: 'uuid' })
  firstId: string;

  @Column({ name: 'second_id', type: 'uuid' })
  secondId: string;

  @Column({ type: 'int' })
  score: number;

  @Column({ type: 'text', array: true })
  reasons: string[];

  @Column({ type: 'text', default: 'OPEN' })
  state: string;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'platform.current_now()' })
  createdAt: Date;

  @Column({ name: 'dismissed_at', type: 'timestamptz', nullable: true })
  dismissedAt: Date | null;

  @Column({ name: 'dismissed_for', type: 'text', nullable: true })
  dismissedFor: string | null;
}
