import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A reminder that went out. */
@Entity({ schema: 'points', name: 'notice' })
export class NoticeEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' })
  brandId: string;

  @PrimaryColumn({ name: 'member_id', type: 'uuid' })
  memberId: string;

  @PrimaryColumn({ name: 'expires_on', type: 'date' })
  expiresOn: string;

  @PrimaryColumn({ name: 'days_before', type: 'integer' })
  daysBefore: number;

  @Column({ name: 'sent_at', type: 'timestamptz', default: () => 'platform.current_now()' })
  sentAt: Date;
}
