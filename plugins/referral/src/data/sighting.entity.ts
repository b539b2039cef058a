import { Column, Entity, PrimaryColumn } from 'typeorm';

/** From where a friend was bound, or a member took a link out: keyed hashes. */
@Entity({ schema: 'referral', name: 'sighting' })
export class SightingEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' })
  brandId: string;

  @PrimaryColumn({ type: 'uuid' })
  id: string;

  @Column({ name: 'edge_id', type: 'uuid', nullable: true })
  edgeId: string | null;

  /** Of who brings friends. */
  @Column({ name: 'member_id', type: 'uuid', nullable: true })
  memberId: string | null;

  @Column({ type: 'bytea', nullable: true })
  network: Buffer | null;

  @Column({ type: 'bytea', nullable: true })
  device: Buffer | null;

  @Column({ type: 'timestamptz', default: () => 'platform.current_now()' })
  at: Date;
}
