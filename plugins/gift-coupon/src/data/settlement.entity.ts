import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What is owed for a redemption, by its id; where the coupon was given, a copy. */
@Entity({ schema: 'gift_coupon', name: 'settlement' })
export class SettlementEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ name: 'agreement_id', type: 'uuid' }) agreementId: string;
  @Column({ name: 'reservation_id', type: 'uuid' }) reservationId: string;
  @Column({ name: 'code_end', type: 'text' }) codeEnd: string;
  @Column({ type: 'bigint' }) amount: bigint;
  @Column({ type: 'text' }) currency: string;
  @Column({ type: 'timestamptz' }) at: Date;
  @Column({ name: 'reversed_at', type: 'timestamptz', nullable: true }) reversedAt: Date | null;
  @Column({ type: 'int', default: 1 }) version: number;
}
