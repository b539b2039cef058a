import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'gift_coupon', name: 'template_counter' })
export class TemplateCounterEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ name: 'template_id', type: 'uuid' }) templateId: string;
  @Column({ type: 'int', nullable: true }) stock: number | null;
  @Column({ type: 'int', default: 0 }) issued: number;
}
