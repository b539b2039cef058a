import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'member', name: 'recruit_link' })
export class RecruitLinkEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' })
  brandId: string;

  @PrimaryColumn({ type: 'uuid' })
  id: string;

  @Column({ type: 'text' })
  code: string;

  @Column({ type: 'text' })
  channel: string;

  @Column({ name: 'store_id', type: 'uuid', nullable: true })
  storeId: string | null;

  @Column({ type: 'text', nullable: true })
  campaign: string | null;

  @Column({ type: 'text' })
  target: string;

  @Column({ type: 'int', default: 0 })
  visits: number;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'platform.current_now()' })
  createdAt: Date;

  @Column({ name: 'closed_at', type: 'timestamptz', nullable: true })
  closedAt: Date | null;
}
