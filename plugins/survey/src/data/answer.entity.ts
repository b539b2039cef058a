import type { Json } from '@regulars/plugin-sdk';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'survey', name: 'answer' })
export class AnswerEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ name: 'response_id', type: 'uuid' }) responseId: string;
  @PrimaryColumn({ type: 'text' }) question: string;
  /** The member's own words, date or number, and none of the survey's options: goes with the member. */
  @Column({ name: 'is_free', type: 'boolean' }) isFree: boolean;
  /** Null: words, which stand sealed in the response. */
  @Column({ type: 'jsonb', nullable: true }) value: Json;
}
