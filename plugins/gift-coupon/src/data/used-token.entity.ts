import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'gift_coupon', name: 'used_token' })
export class UsedTokenEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ name: 'expires_at', type: 'timestamptz' }) expiresAt: Date;
}
