import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What somebody gave by hand, alone. */
@Entity({ schema: 'points', name: 'hand_grant' })
export class HandGrantEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' })
  brandId: string;

  @PrimaryColumn({ name: 'entry_id', type: 'uuid' })
  entryId: string;

  @Column({ name: 'granted_by', type: 'uuid' })
  grantedBy: string;

  @Column({ type: 'integer' })
  points: number;

  @Column({ type: 'timestamptz', default: () => 'platform.current_now()' })
  at: Date;
}
