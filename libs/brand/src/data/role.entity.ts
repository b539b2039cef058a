import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A role of a brand's own. */
@Entity({ schema: 'brand', name: 'role' })
export class RoleEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' })
  brandId: string;

  @PrimaryColumn({ type: 'text' })
  code: string;

  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'text', array: true })
  permissions: string[];

  @Column({ type: 'jsonb', default: () => "'{}'" })
  masks: Record<string, 'HIDE' | 'PARTIAL'>;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'clock_timestamp()' })
  createdAt: Date;
}
