import { Entity, PrimaryColumn } from 'typeorm';

/** A phone of somebody who was erased: a hash of its keyed hash, and nothing of who it was. */
@Entity({ schema: 'member', name: 'former_phone' })
export class FormerPhoneEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' })
  brandId: string;

  @PrimaryColumn({ name: 'phone_hash', type: 'bytea' })
  phoneHash: Buffer;
}
