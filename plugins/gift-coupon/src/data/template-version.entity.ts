import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TemplateTerms } from './template-terms';

@Entity({ schema: 'gift_coupon', name: 'template_version' })
export class TemplateVersionEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ name: 'template_id', type: 'uuid' }) templateId: string;
  @PrimaryColumn({ type: 'int' }) version: number;
  @Column({ type: 'jsonb' }) terms: TemplateTerms;
  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'platform.current_now()' }) createdAt: Date;
}
