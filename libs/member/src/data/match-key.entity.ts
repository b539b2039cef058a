import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A keyed hash by which members are taken for one. */
@Entity({ schema: 'member', name: 'match_key' })
export class MatchKeyEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' })
  brandId: string;

  @PrimaryColumn({ name: 'member_id', type: 'uuid' })
  memberId: string;

  @PrimaryColumn({ type: 'text' })
  kind: string;

  @Column({ name: 'value_index', type: 'bytea' })
  valueIndex: Buffer;
}
