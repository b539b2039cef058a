import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Points set aside for a sale that a card terminal is still busy with. */
@Entity({ schema: 'points', name: 'hold' })
export class HoldEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' })
  brandId: string;

  @PrimaryColumn({ type: 'uuid' })
  id: string;

  @Column({ name: 'member_id', type: 'uuid' })
  memberId: string;

  @Column({ type: 'integer' })
  points: number;

  @Column({ type: 'jsonb' })
  allocations: (readonly [string, number])[];

  @Column({ type: 'text', default: 'OPEN' })
  state: string;

  @Column({ name: 'held_at', type: 'timestamptz', default: () => 'platform.current_now()' })
  heldAt: Date;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt: Date;

  @Column({ name: 'ended_at', type: 'timestamptz', nullable: true })
  endedAt: Date | null;
}
