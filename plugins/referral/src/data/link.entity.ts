import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'referral', name: 'link' })
export class LinkEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ name: 'program_id', type: 'uuid' }) programId: string;
  @Column({ name: 'member_id', type: 'uuid' }) memberId: string;
  @Column({ type: 'text' }) code: string;
  @Column({ type: 'int', default: 0 }) clicks: number;
  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'platform.current_now()' }) createdAt: Date;
  /** Nobody joins by it any more. */
  @Column({ name: 'closed_at', type: 'timestamptz', nullable: true }) closedAt: Date | null;
}
