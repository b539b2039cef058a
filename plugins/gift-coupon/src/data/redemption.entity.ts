import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'gift_coupon', name: 'redemption' })
export class RedemptionEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ name: 'coupon_id', type: 'uuid' }) couponId: string;
  @Column({ name: 'template_id', type: 'uuid' }) templateId: string;
  @Column({ type: 'int' }) occurrence: number;
  @Column({ name: 'member_id', type: 'uuid' }) memberId: string;
  @Column({ type: 'text' }) source: string;
  @Column({ name: 'external_id', type: 'text' }) externalId: string;
  @Column({ name: 'store_id', type: 'uuid', nullable: true }) storeId: string | null;
  @Column({ type: 'bigint' }) discount: bigint;
  @Column({ type: 'jsonb' }) lines: Readonly<Record<string, string>>;
  @Column({ type: 'jsonb', default: {} }) skus: Readonly<Record<string, string>>;
  @Column({ type: 'timestamptz' }) at: Date;
  @Column({ name: 'redeemed_at', type: 'timestamptz' }) redeemedAt: Date;
  @Column({ name: 'reversed_at', type: 'timestamptz', nullable: true }) reversedAt: Date | null;
}
