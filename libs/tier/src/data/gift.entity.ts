import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'tier', name: 'gift' })
export class GiftEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' })
  brandId: string;

  @PrimaryColumn({ name: 'member_id', type: 'uuid' })
  memberId: string;

  @PrimaryColumn({ type: 'text' })
  occasion: string;

  @PrimaryColumn({ type: 'text' })
  occurrence: string;

  @Column({ name: 'tier_code', type: 'text' })
  tierCode: string;

  @Column({ name: 'given_at', type: 'timestamptz' })
  givenAt: Date;
}
