import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What a member has, summed up; it comes with the first entry. */
@Entity({ schema: 'points', name: 'wallet' })
export class WalletEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' })
  brandId: string;

  @PrimaryColumn({ name: 'member_id', type: 'uuid' })
  memberId: string;

  @Column({ type: 'integer' })
  total: number;

  @Column({ type: 'integer' })
  debt: number;

  @Column({ type: 'integer' })
  claimed: number;

  @Column({ name: 'written_off', type: 'integer' })
  writtenOff: number;

  @Column({ name: 'lifetime_earned', type: 'integer' })
  lifetimeEarned: number;

  @Column({ name: 'entry_count', type: 'integer' })
  entryCount: number;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'platform.current_now()' })
  createdAt: Date;
}
