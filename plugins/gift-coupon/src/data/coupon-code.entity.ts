import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'gift_coupon', name: 'coupon_code' })
export class CouponCodeEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ name: 'code_sealed', type: 'bytea' }) codeSealed: Buffer;
  @Column({ name: 'code_index', type: 'bytea' }) codeIndex: Buffer;
}
