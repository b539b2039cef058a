import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One version of a tier program; its tiers and policies stand in `terms`. */
@Entity({ schema: 'tier', name: 'program' })
export class ProgramEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' })
  brandId: string;

  @PrimaryColumn({ type: 'uuid' })
  id: string;

  @Column({ type: 'int' })
  version: number;

  @Column({ type: 'text' })
  state: string;

  @Column({ type: 'jsonb' })
  terms: object;

  @Column({ name: 'activated_at', type: 'timestamptz', nullable: true })
  activatedAt: Date | null;

  @Column({ name: 'ended_at', type: 'timestamptz', nullable: true })
  endedAt: Date | null;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'platform.current_now()' })
  createdAt: Date;
}
