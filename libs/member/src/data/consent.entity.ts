import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One answer of a member; the latest of a purpose and channel counts. */
@Entity({ schema: 'member', name: 'consent' })
export class ConsentEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' })
  brandId: string;

  @PrimaryColumn({ type: 'uuid' })
  id: string;

  @Column({ name: 'member_id', type: 'uuid' })
  memberId: string;

  @Column({ type: 'text' })
  purpose: string;

  @Column({ type: 'text' })
  channel: string;

  @Column({ type: 'boolean' })
  granted: boolean;

  @Column({ type: 'timestamptz', default: () => 'platform.current_now()' })
  at: Date;

  @Column({ type: 'text' })
  source: string;

  /** Takes back the answer a merge brought. */
  @Column({ name: 'is_void', type: 'boolean', default: false })
  isVoid: boolean;
}
