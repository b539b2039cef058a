import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Who was erased, and stays so whatever backup is restored. */
@Entity({ schema: 'member', name: 'erasure' })
export class ErasureEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' })
  brandId: string;

  @PrimaryColumn({ name: 'member_id', type: 'uuid' })
  memberId: string;

  @Column({ type: 'timestamptz', default: () => 'platform.current_now()' })
  at: Date;
}
