import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A merge, with all it takes to undo it. */
@Entity({ schema: 'member', name: 'merge_operation' })
export class MergeOperationEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' })
  brandId: string;

  @PrimaryColumn({ type: 'uuid' })
  id: string;

  @Column({ name: 'survivor_id', type: 'uuid' })
  survivorId: string;

  @Column({ name: 'loser_id', type: 'uuid' })
  loserId: string;

  @Column({ type: 'text' })
  cause: string;

  /** Of earlier versions: since then it stands in the audit only. */
  @Column({ type: 'text', nullable: true })
  reason: string | null;

  @Column({ name: 'actor_kind', type: 'text' })
  actorKind: string;

  @Column({ name: 'actor_id', type: 'text' })
  actorId: string;

  @Column({ type: 'timestamptz', default: () => 'platform.current_now()' })
  at: Date;

  @Column({ type: 'jsonb' })
  journal: object;

  @Column({ name: 'undone_at', type: 'timestamptz', nullable: true })
  undoneAt: Date | null;

  @Column({ type: 'jsonb', default: () => `'[]'` })
  remainders: object;
}
