import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A card token that a till has taken. */
@Entity({ schema: 'member', name: 'used_card_token' })
export class UsedCardTokenEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' })
  brandId: string;

  @PrimaryColumn({ type: 'uuid' })
  id: string;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt: Date;
}
