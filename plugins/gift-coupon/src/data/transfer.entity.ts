import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'gift_coupon', name: 'transfer' })
export class TransferEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ name: 'coupon_id', type: 'uuid' }) couponId: string;
  @Column({ name: 'sender_id', type: 'uuid' }) senderId: string;
  @Column({ name: 'receiver_id', type: 'uuid', nullable: true }) receiverId: string | null;
  @Column({ name: 'token_index', type: 'bytea' }) tokenIndex: Buffer;
  @Column({ type: 'text', default: 'OFFERED' }) state: 'OFFERED' | 'ACCEPTED' | 'CANCELLED';
  @Column({ name: 'offered_at', type: 'timestamptz' }) offeredAt: Date;
  @Column({ name: 'expires_at', type: 'timestamptz' }) expiresAt: Date;
  @Column({ name: 'ended_at', type: 'timestamptz', nullable: true }) endedAt: Date | null;
}
