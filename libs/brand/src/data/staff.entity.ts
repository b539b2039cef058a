import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'brand', name: 'staff' })
export class StaffEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' })
  brandId: string;

  @PrimaryColumn({ type: 'uuid' })
  id: string;

  @Column({ name: 'account_id', type: 'uuid' })
  accountId: string;

  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'text', default: 'INVITED' })
  state: 'INVITED' | 'ACTIVE' | 'DEACTIVATED';

  @Column({ type: 'text', array: true })
  roles: string[];

  @Column({ name: 'store_ids', type: 'uuid', array: true, nullable: true })
  storeIds: string[] | null;

  @Column({ name: 'invitation_hash', type: 'bytea', nullable: true })
  invitationHash: Buffer | null;

  @Column({ name: 'invitation_expires_at', type: 'timestamptz', nullable: true })
  invitationExpiresAt: Date | null;

  @Column({ name: 'last_seen_at', type: 'timestamptz', nullable: true })
  lastSeenAt: Date | null;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'clock_timestamp()' })
  createdAt: Date;
}
