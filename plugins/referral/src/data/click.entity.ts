import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A visit through a link, as long as somebody may join by it. */
@Entity({ schema: 'referral', name: 'click' })
export class ClickEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ name: 'link_id', type: 'uuid' }) linkId: string;
  @Column({ type: 'timestamptz', default: () => 'platform.current_now()' }) at: Date;

  /** Keyed hashes of where it came from. */
  @Column({ type: 'bytea', nullable: true })
  network: Buffer | null;

  @Column({ type: 'bytea', nullable: true })
  device: Buffer | null;
}
