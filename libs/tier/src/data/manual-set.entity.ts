import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'tier', name: 'manual_set' })
export class ManualSetEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' })
  brandId: string;

  @PrimaryColumn({ type: 'uuid' })
  id: string;

  @Column({ name: 'member_id', type: 'uuid' })
  memberId: string;

  @Column({ type: 'timestamptz' })
  at: Date;

  @Column({ type: 'text' })
  kind: string;

  @Column({ name: 'tier_code', type: 'text', nullable: true })
  tierCode: string | null;

  @Column({ name: 'until_at', type: 'timestamptz', nullable: true })
  untilAt: Date | null;

  @Column({ type: 'boolean' })
  locks: boolean;

  /** Of earlier versions; else see `reasonSealed`. */
  @Column({ type: 'text', nullable: true })
  reason: string | null;

  @Column({ name: 'actor_kind', type: 'text' })
  actorKind: string;

  @Column({ name: 'actor_id', type: 'text' })
  actorId: string;

  /** Under the member's key. */
  @Column({ name: 'reason_sealed', type: 'bytea', nullable: true })
  reasonSealed: Buffer | null;
}
