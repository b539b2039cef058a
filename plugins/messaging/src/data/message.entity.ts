import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'messaging', name: 'message' })
export class MessageEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ name: 'member_id', type: 'uuid' }) memberId: string;
  @Column({ type: 'text' }) channel: string;
  @Column({ type: 'text' }) purpose: string;
  @Column({ name: 'template_id', type: 'uuid' }) templateId: string;
  @Column({ name: 'template_version', type: 'int' }) templateVersion: number;
  @Column({ name: 'broadcast_id', type: 'uuid', nullable: true }) broadcastId: string | null;
  @Column({ type: 'text', nullable: true }) trigger: string | null;
  @Column({ type: 'text', nullable: true }) cause: string | null;
  @Column({ type: 'jsonb', nullable: true }) data: object | null;
  @Column({ type: 'text', default: 'QUEUED' }) state: string;
  @Column({ type: 'text', nullable: true }) reason: string | null;
  @Column({ name: 'queued_at', type: 'timestamptz', default: () => 'platform.current_now()' }) queuedAt: Date;
  @Column({ name: 'due_at', type: 'timestamptz' }) dueAt: Date;
  @Column({ name: 'expires_at', type: 'timestamptz' }) expiresAt: Date;
  @Column({ type: 'int', default: 0 }) attempts: number;
  @Column({ name: 'batch_id', type: 'uuid', nullable: true }) batchId: string | null;
  @Column({ type: 'int', default: 0 }) units: number;
  /** A hash of it. */
  @Column({ name: 'provider_id', type: 'text', nullable: true }) providerId: string | null;
  @Column({ name: 'claimed_at', type: 'timestamptz', nullable: true }) claimedAt: Date | null;
  @Column({ name: 'sent_at', type: 'timestamptz', nullable: true }) sentAt: Date | null;
  @Column({ name: 'delivered_at', type: 'timestamptz', nullable: true }) deliveredAt: Date | null;
  @Column({ name: 'opened_at', type: 'timestamptz', nullable: true }) openedAt: Date | null;
  @Column({ name: 'clicked_at', type: 'timestamptz', nullable: true }) clickedAt: Date | null;
}

@Entity({ schema: 'messaging', name: 'unreachable' })
export class UnreachableEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ name: 'member_id', type: 'uuid' }) memberId: string;
  @PrimaryColumn({ type: 'text' }) channel: string;
  @Column({ name: 'address_index', type: 'bytea' }) addressIndex: Buffer;
  @Column({ type: 'text' }) reason: string;
  @Column({ type: 'timestamptz', default: () => 'platform.current_now()' }) at: Date;
}
