import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One line of the ledger. Never changed, never deleted. */
@Entity({ schema: 'points', name: 'entry' })
export class EntryEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' })
  brandId: string;

  @PrimaryColumn({ type: 'uuid' })
  id: string;

  @Column({ name: 'member_id', type: 'uuid' })
  memberId: string;

  @Column({ type: 'integer' })
  number: number;

  @Column({ type: 'text' })
  kind: string;

  @Column({ type: 'integer' })
  points: number;

  @Column({ name: 'balance_after', type: 'integer' })
  balanceAfter: number;

  @Column({ type: 'timestamptz' })
  at: Date;

  @Column({ name: 'posted_at', type: 'timestamptz', default: () => 'platform.current_now()' })
  postedAt: Date;

  @Column({ name: 'order_id', type: 'uuid', nullable: true })
  orderId: string | null;

  @Column({ name: 'restores_id', type: 'uuid', nullable: true })
  restoresId: string | null;

  @Column({ type: 'text', nullable: true })
  reason: string | null;

  @Column({ type: 'jsonb', nullable: true })
  cause: unknown | null;

  @Column({ type: 'jsonb' })
  allocations: unknown;

  @Column({ type: 'jsonb' })
  explanation: unknown;

  /** Under the member's key; `reason` is of earlier versions. */
  @Column({ name: 'reason_sealed', type: 'bytea', nullable: true })
  reasonSealed: Buffer | null;
}
