import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Somebody wrote to the brand within the last day, from an address of a channel that asks for that. */
@Entity({ schema: 'messaging', name: 'channel_reply' })
@Index('channel_reply_member', ['brandId', 'memberId'], { where: 'member_id IS NOT NULL' })
export class ChannelReplyEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ type: 'text' }) channel: string;
  @PrimaryColumn({ name: 'address_index', type: 'bytea' }) addressIndex: Buffer;
  /** Whose address it was. */
  @Column({ name: 'member_id', type: 'uuid', nullable: true }) memberId: string | null;
  @Column({ name: 'wrote_at', type: 'timestamptz' }) wroteAt: Date;
}
