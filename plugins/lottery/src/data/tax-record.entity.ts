import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What the tax office is told of a prize. */
@Entity({ schema: 'lottery', name: 'tax_record' })
export class TaxRecordEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ name: 'claim_id', type: 'uuid' }) claimId: string;
  @Column({ name: 'member_id', type: 'uuid' }) memberId: string;
  /** ISO 3166-1 alpha-2. */
  @Column({ type: 'text' }) jurisdiction: string;
  @Column({ type: 'int' }) year: number;
  @Column({ name: 'is_resident', type: 'boolean' }) isResident: boolean;
  @Column({ type: 'bigint' }) worth: bigint;
  @Column({ type: 'bigint' }) withheld: bigint;
  /** JSON of name, number and address, under the member's key; null: of who was erased. */
  @Column({ name: 'identity_sealed', type: 'bytea', nullable: true }) identitySealed: Buffer | null;
  @Column({ name: 'recorded_at', type: 'timestamptz' }) recordedAt: Date;
}
