import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ schema: 'brand', name: 'job' })
export class JobEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' })
  brandId: string;

  @PrimaryColumn({ type: 'uuid' })
  id: string;

  @Column({ type: 'text' })
  kind: string;

  @Column({ type: 'text', default: 'QUEUED' })
  status: string;

  @Column({ name: 'dry_run', type: 'boolean' })
  dryRun: boolean;

  /** What was asked: see `ImportRequest`. */
  @Column({ type: 'jsonb' })
  options: object;

  @Column({ name: 'file_id', type: 'uuid' })
  fileId: string;

  /** The member who asked for it, and sees it alone; null: the brand's. */
  @Column({ name: 'owner_id', type: 'uuid', nullable: true })
  ownerId: string | null;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'platform.current_now()' })
  createdAt: Date;

  @Column({ name: 'started_at', type: 'timestamptz', nullable: true })
  startedAt: Date | null;

  @Column({ name: 'finished_at', type: 'timestamptz', nullable: true })
  finishedAt: Date | null;

  /** Header and columns of the file: see `Layout`. Null until the file is staged, as `total` and `last_row` are. */
  @Column({ type: 'jsonb', nullable: true })
  layout: object | null;

  @Column({ type: 'int', nullable: true })
  total: number | null;

  @Column({ name: 'last_row', type: 'int', nullable: true })
  lastRow: number | null;

  /** Where to go on: everything before it is done. The header is row 1. */
  @Column({ name: 'next_row', type: 'int', default: 2 })
  nextRow: number;

  /** How often a worker took it up. */
  @Column({ type: 'int', default: 0 })
  tries: number;

  @Column({ type: 'int', default: 0 })
  done: number;

  @Column({ type: 'int', default: 0 })
  created: number;

  @Column({ type: 'int', default: 0 })
  updated: number;

  @Column({ type: 'int', default: 0 })
  skipped: number;

  @Column({ type: 'int', default: 0 })
  failed: number;

  @Column({ type: 'jsonb', default: () => `'[]'` })
  errors: object;

  @Column({ name: 'result_file_id', type: 'uuid', nullable: true })
  resultFileId: string | null;

  @Column({ name: 'errors_file_id', type: 'uuid', nullable: true })
  errorsFileId: string | null;
}
