import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Points that somebody else has to agree to. */
@Entity({ schema: 'points', name: 'grant_request' })
export class GrantRequestEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' })
  brandId: string;

  @PrimaryColumn({ type: 'uuid' })
  id: string;

  @Column({ name: 'member_id', type: 'uuid' })
  memberId: string;

  @Column({ type: 'integer' })
  points: number;

  /** Under the member's key. */
  @Column({ name: 'reason_sealed', type: 'bytea' })
  reasonSealed: Buffer;

  @Column({ name: 'points_expire_at', type: 'timestamptz', nullable: true })
  pointsExpireAt: Date | null;

  @Column({ type: 'text', default: 'PENDING' })
  state: string;

  @Column({ name: 'requested_by', type: 'uuid' })
  requestedBy: string;

  @Column({ name: 'requested_at', type: 'timestamptz', default: () => 'platform.current_now()' })
  requestedAt: Date;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt: Date;

  @Column({ name: 'decided_by', type: 'uuid', nullable: true })
  decidedBy: string | null;

  @Column({ name: 'decided_at', type: 'timestamptz', nullable: true })
  decidedAt: Date | null;

  @Column({ name: 'entry_id', type: 'uuid', nullable: true })
  entryId: string | null;
}
