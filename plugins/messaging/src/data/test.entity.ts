import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'messaging', name: 'test' })
@Index('test_made', ['brandId', 'madeAt'])
export class TestEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' }) brandId: string;
  @PrimaryColumn({ type: 'uuid' }) id: string;
  @Column({ type: 'text' }) channel: string;
  @Column({ type: 'text' }) state: string;
  @Column({ type: 'text', nullable: true }) reason: string | null;
  @Column({ name: 'made_at', type: 'timestamptz', default: () => 'platform.current_now()' }) madeAt: Date;
}
