import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TemplateTerms } from './template-terms';

@Entity({ schema: 'messaging', name: 'template' })
export class TemplateEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'text' }) name: string;
  @Column({ type: 'text' }) purpose: string;
  /** The latest. */
  @Column({ type: 'int' }) version: number;
  @Column({ name: 'archived_at', type: 'timestamptz', nullable: true }) archivedAt: Date | null;
  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'platform.current_now()' }) createdAt: Date;
}

@Entity({ schema: 'messaging', name: 'template_version' })
export class TemplateVersionEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ name: 'template_id', type: 'uuid' }) templateId: string;
  @PrimaryColumn({ type: 'int' }) number: number;
  @Column({ type: 'jsonb' }) terms: TemplateTerms;
  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'platform.current_now()' }) createdAt: Date;
}
