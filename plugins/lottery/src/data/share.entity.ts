import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Somebody who came by a share link. */
@Entity({ schema: 'lottery', name: 'share' })
export class ShareEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ name: 'game_id', type: 'uuid' }) gameId: string;
  @Column({ name: 'link_id', type: 'uuid' }) linkId: string;
  @Column({ name: 'friend_id', type: 'uuid' }) friendId: string;
  /** OPENED: has not played yet. */
  @Column({ type: 'text', default: 'OPENED' }) state: 'OPENED' | 'GRANTED' | 'REFUSED';
  /** Why the one who shared was given nothing. */
  @Column({ type: 'text', nullable: true }) reason: string | null;
  @Column({ name: 'opened_at', type: 'timestamptz' }) openedAt: Date;
  @Column({ name: 'decided_at', type: 'timestamptz', nullable: true }) decidedAt: Date | null;
  /** On which it counted. */
  @Column({ name: 'business_date', type: 'date', nullable: true }) businessDate: string | null;
}
