import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { SurveyTerms } from './survey-terms';

@Entity({ schema: 'survey', name: 'version' })
export class VersionEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ name: 'survey_id', type: 'uuid' }) surveyId: string;
  @PrimaryColumn({ type: 'int' }) number: number;
  @Column({ type: 'jsonb' }) terms: SurveyTerms;
  @Column({ name: 'published_at', type: 'timestamptz', default: () => 'platform.current_now()' }) publishedAt: Date;
}
