import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How a member came. */
@Entity({ schema: 'member', name: 'recruitment' })
export class RecruitmentEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' })
  brandId: string;

  @PrimaryColumn({ name: 'member_id', type: 'uuid' })
  memberId: string;

  @Column({ type: 'text' })
  channel: string;

  @Column({ type: 'text', nullable: true })
  campaign: string | null;

  @Column({ name: 'store_id', type: 'uuid', nullable: true })
  storeId: string | null;

  @Column({ name: 'first_link_id', type: 'uuid', nullable: true })
  firstLinkId: string | null;

  @Column({ name: 'last_link_id', type: 'uuid', nullable: true })
  lastLinkId: string | null;

  @Column({ type: 'timestamptz', default: () => 'platform.current_now()' })
  at: Date;
}
