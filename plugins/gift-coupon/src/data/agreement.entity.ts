import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { AgreementSide, AgreementState } from './agreement.statements';

@Entity({ schema: 'gift_coupon', name: 'agreement' })
export class AgreementEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'text' }) side: AgreementSide;
  @Column({ name: 'partner_id', type: 'uuid' }) partnerId: string;
  @Column({ name: 'partner_code', type: 'text' }) partnerCode: string;
  @Column({ name: 'share_bp', type: 'int' }) shareBp: number;
  @Column({ type: 'text' }) state: AgreementState;
  @Column({ name: 'proposed_at', type: 'timestamptz' }) proposedAt: Date;
}
