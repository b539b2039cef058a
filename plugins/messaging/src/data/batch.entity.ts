import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'messaging', name: 'batch' })
export class BatchEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'text' }) channel: string;
  @Column({ name: 'payload_sealed', type: 'bytea' }) payloadSealed: Buffer;
  @Column({ type: 'int', default: 1 }) attempts: number;
  /** When it was first sent. */
  @Column({ name: 'begun_at', type: 'timestamptz', nullable: true }) begunAt: Date | null;
  /** Nobody sends it again before. */
  @Column({ name: 'lease_until', type: 'timestamptz' }) leaseUntil: Date;
}

@Entity({ schema: 'messaging', name: 'outbox' })
export class OutboxEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ name: 'member_id', type: 'uuid', nullable: true }) memberId: string | null;
  @Column({ type: 'text' }) channel: string;
  @Column({ name: 'content_sealed', type: 'bytea' }) contentSealed: Buffer;
  @Column({ type: 'timestamptz', default: () => 'platform.current_now()' }) at: Date;
}
