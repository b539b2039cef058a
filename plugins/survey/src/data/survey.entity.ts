import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { SurveyTerms } from './survey-terms';

@Entity({ schema: 'survey', name: 'survey' })
export class SurveyEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ type: 'uuid' }) id: string;
  /** For staff. */
  @Column({ type: 'text' }) name: string;
  @Column({ type: 'text', default: 'DRAFT' }) state: 'DRAFT' | 'LIVE' | 'CLOSED';
  /** The one that is published; 0: none yet. */
  @Column({ type: 'int', default: 0 }) version: number;
  /** What is to be published next; null: nothing has changed since it was. */
  @Column({ type: 'jsonb', nullable: true }) draft: SurveyTerms | null;
  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'platform.current_now()' }) createdAt: Date;
  @Column({ name: 'published_at', type: 'timestamptz', nullable: true }) publishedAt: Date | null;
  @Column({ name: 'closed_at', type: 'timestamptz', nullable: true }) closedAt: Date | null;
}
