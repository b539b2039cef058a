import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'survey', name: 'response' })
export class ResponseEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ name: 'survey_id', type: 'uuid' }) surveyId: string;
  @Column({ type: 'int' }) version: number;
  @Column({ name: 'member_id', type: 'uuid' }) memberId: string;
  @Column({ type: 'text', default: 'STARTED' }) state: 'STARTED' | 'COMPLETED' | 'ABANDONED';
  /** False: of two that a merge brought together, the one that counts no more. */
  @Column({ type: 'boolean', default: true }) counts: boolean;
  @Column({ name: 'started_at', type: 'timestamptz', default: () => 'platform.current_now()' }) startedAt: Date;
  @Column({ name: 'completed_at', type: 'timestamptz', nullable: true }) completedAt: Date | null;
  /** The order it was asked about. */
  @Column({ name: 'order_id', type: 'uuid', nullable: true }) orderId: string | null;
  /** Of that order, else of the member's last one. */
  @Column({ name: 'store_id', type: 'uuid', nullable: true }) storeId: string | null;
  /** Of one that was not answered yet: code of the question that was shown last. */
  @Column({ type: 'text', nullable: true }) shown: string | null;
  /** When it was completed. */
  @Column({ name: 'tier_code', type: 'text', nullable: true }) tierCode: string | null;
  /** Codes of the questions that were asked. */
  @Column({ type: 'text', array: true, nullable: true }) path: string[] | null;
  @Column({ type: 'jsonb', nullable: true }) scores: Readonly<Record<string, number>> | null;
  @Column({ type: 'text', nullable: true }) outcome: string | null;
  /** What was written in the member's own words: JSON by question. */
  @Column({ name: 'texts_sealed', type: 'bytea', nullable: true }) textsSealed: Buffer | null;
}
