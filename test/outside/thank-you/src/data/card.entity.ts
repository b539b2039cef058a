import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'thank_you', name: 'card' })
export class CardEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' })
  brandId: string;

  @PrimaryColumn({ type: 'uuid' })
  id: string;

  @Column({ name: 'member_id', type: 'uuid' })
  memberId: string;

  @Column({ name: 'order_id', type: 'uuid', nullable: true })
  orderId: string | null;

  @Column({ type: 'text' })
  text: string;

  @Column({ name: 'written_at', type: 'timestamptz', default: () => 'platform.current_now()' })
  writtenAt: Date;

  @Column({ name: 'read_at', type: 'timestamptz', nullable: true })
  readAt: Date | null;
}
