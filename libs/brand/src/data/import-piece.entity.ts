import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The stage: a file's text, cut between groups into what one transaction applies. Unlogged, see the migration. */
@Entity({ schema: 'brand', name: 'import_piece' })
export class ImportPieceEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' })
  brandId: string;

  @PrimaryColumn({ name: 'job_id', type: 'uuid' })
  jobId: string;

  @PrimaryColumn({ name: 'last_row', type: 'int' })
  lastRow: number;

  @Column({ name: 'first_row', type: 'int' })
  firstRow: number;

  @Column({ type: 'text' })
  content: string;
}
