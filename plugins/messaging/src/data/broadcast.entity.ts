import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'messaging', name: 'broadcast' })
export class BroadcastEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'text' }) name: string;
  @Column({ name: 'template_id', type: 'uuid' }) templateId: string;
  @Column({ name: 'template_version', type: 'int' }) templateVersion: number;
  @Column({ type: 'text' }) channel: string;
  @Column({ type: 'jsonb', nullable: true }) filter: object | null;
  @Column({ name: 'life_minutes', type: 'int' }) lifeMinutes: number;
  @Column({ type: 'text', default: 'DRAFT' }) state: string;
  @Column({ type: 'int', nullable: true }) audience: number | null;
  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'platform.current_now()' }) createdAt: Date;
  @Column({ name: 'scheduled_at', type: 'timestamptz', nullable: true }) scheduledAt: Date | null;
  @Column({ name: 'started_at', type: 'timestamptz', nullable: true }) startedAt: Date | null;
  @Column({ name: 'finished_at', type: 'timestamptz', nullable: true }) finishedAt: Date | null;
  @Column({ name: 'cancel_reason', type: 'text', nullable: true }) cancelReason: string | null;
}

@Entity({ schema: 'messaging', name: 'automatic' })
export class AutomaticEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ type: 'text' }) trigger: string;
  @Column({ name: 'template_id', type: 'uuid' }) templateId: string;
  @Column({ type: 'text' }) channel: string;
  @Column({ name: 'is_on', type: 'boolean' }) isOn: boolean;
  @Column({ name: 'delay_minutes', type: 'int' }) delayMinutes: number;
  @Column({ name: 'life_minutes', type: 'int' }) lifeMinutes: number;
}
