import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The refused rows of one batch, as they will stand in the error file. */
@Entity({ schema: 'brand', name: 'import_failure' })
export class ImportFailureEntity {
  @PrimaryColumn({ name: 'brand_id', type: 'uuid', default: () => 'platform.current_brand()' })
  brandId: string;

  @PrimaryColumn({ name: 'job_id', type: 'uuid' })
  jobId: string;

  @PrimaryColumn({ name: 'first_row', type: 'int' })
  firstRow: number;

  @Column({ type: 'bytea' })
  content: Buffer;
}
