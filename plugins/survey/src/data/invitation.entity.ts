import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'survey', name: 'invitation' })
export class InvitationEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ name: 'survey_id', type: 'uuid' }) surveyId: string;
  @Column({ name: 'member_id', type: 'uuid' }) memberId: string;
  @Column({ name: 'order_id', type: 'uuid' }) orderId: string;
  @Column({ name: 'due_at', type: 'timestamptz' }) dueAt: Date;
  /** From then on nobody is asked about that order. */
  @Column({ name: 'late_at', type: 'timestamptz' }) lateAt: Date;
  @Column({ type: 'text', default: 'PLANNED' }) state: 'PLANNED' | 'SENT' | 'SKIPPED';
  /** Why nobody was asked. */
  @Column({ type: 'text', nullable: true }) reason: string | null;
  @Column({ name: 'decided_at', type: 'timestamptz', nullable: true }) decidedAt: Date | null;
}
