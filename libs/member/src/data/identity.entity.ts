import { Column, Entity, PrimaryColumn } from 'typeorm';

/** By what a member is known: a keyed hash to find it by, and what it says, sealed. */
@Entity({ schema: 'member', name: 'identity' })
export class IdentityEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' })
  brandId: string;

  @PrimaryColumn({ type: 'uuid' })
  id: string;

  @Column({ name: 'member_id', type: 'uuid' })
  memberId: string;

  @Column({ type: 'text' })
  kind: string;

  @Column({ name: 'value_index', type: 'bytea' })
  valueIndex: Buffer;

  @Column({ name: 'value_sealed', type: 'bytea' })
  valueSealed: Buffer;

  @Column({ name: 'is_primary', type: 'boolean', default: true })
  isPrimary: boolean;

  @Column({ name: 'verified_at', type: 'timestamptz', nullable: true })
  verifiedAt: Date | null;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'platform.current_now()' })
  createdAt: Date;
}
