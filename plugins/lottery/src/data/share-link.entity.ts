import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'lottery', name: 'share_link' })
export class ShareLinkEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ name: 'game_id', type: 'uuid' }) gameId: string;
  @Column({ name: 'member_id', type: 'uuid' }) memberId: string;
  @Column({ type: 'text' }) code: string;
  @Column({ name: 'created_at', type: 'timestamptz' }) createdAt: Date;
}
