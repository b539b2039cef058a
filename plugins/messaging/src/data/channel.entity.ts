import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'messaging', name: 'channel' })
export class ChannelEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ type: 'text' }) code: string;
  @Column({ name: 'unit_price', type: 'bigint', default: 0 }) unitPrice: bigint;
  @Column({ name: 'monthly_units', type: 'int', nullable: true }) monthlyUnits: number | null;
  @Column({ name: 'reserve_units', type: 'int', default: 0 }) reserveUnits: number;
  @Column({ type: 'text', default: '' }) month: string;
  @Column({ name: 'used_units', type: 'int', default: 0 }) usedUnits: number;
  @Column({ name: 'paused_until', type: 'timestamptz', nullable: true }) pausedUntil: Date | null;
  /** The run that sends by it, and until when it has its turn without renewing it. */
  @Column({ type: 'uuid', nullable: true }) sender: string | null;
  @Column({ type: 'uuid', nullable: true }) turn: string | null;
  @Column({ name: 'sender_until', type: 'timestamptz', nullable: true }) senderUntil: Date | null;
  /** How often in a row its provider was in trouble. */
  @Column({ type: 'int', default: 0 }) trouble: number;
  /** What the provider last said: messages a month (null: no bound), how many of them were used, and when it was asked. */
  @Column({ name: 'provider_limit', type: 'int', nullable: true }) providerLimit: number | null;
  @Column({ name: 'provider_used', type: 'int', nullable: true }) providerUsed: number | null;
  @Column({ name: 'provider_at', type: 'timestamptz', nullable: true }) providerAt: Date | null;
}
