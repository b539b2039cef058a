import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Somebody who follows the brand at a provider, or blocked it. */
@Entity({ schema: 'messaging', name: 'channel_contact' })
@Index('channel_contact_member', ['brandId', 'memberId'], { where: 'member_id IS NOT NULL' })
export class ChannelContactEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ type: 'text' }) channel: string;
  @PrimaryColumn({ name: 'address_index', type: 'bytea' }) addressIndex: Buffer;
  @Column({ name: 'member_id', type: 'uuid', nullable: true }) memberId: string | null;
  @Column({ type: 'text' }) state: string;
  /** The provider's time of what was told last. */
  @Column({ type: 'timestamptz' }) since: Date;
}

/** A member's permission to link an account, by a hash of what the provider will say. */
@Entity({ schema: 'messaging', name: 'link_nonce' })
@Index('link_nonce_member', ['brandId', 'memberId', 'madeAt'])
export class LinkNonceEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ name: 'member_id', type: 'uuid' }) memberId: string;
  @Column({ name: 'made_at', type: 'timestamptz', default: () => 'platform.current_now()' }) madeAt: Date;
  @Column({ name: 'expires_at', type: 'timestamptz' }) expiresAt: Date;
  @Column({ name: 'used_at', type: 'timestamptz', nullable: true }) usedAt: Date | null;
  @Column({ type: 'text', nullable: true }) refusal: string | null;
}

@Entity({ schema: 'messaging', name: 'beacon' })
export class BeaconEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ name: 'hardware_id', type: 'text' }) hardwareId: string;
  @Column({ name: 'store_id', type: 'uuid' }) storeId: string;
}
