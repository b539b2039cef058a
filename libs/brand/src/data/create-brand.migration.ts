import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateBrand1790000000000 implements MigrationInterface {
  readonly name = 'CreateBrand1790000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(STORE);
    await runner.query(JOB);
    await runner.query(IMPORT_PIECE);
    await runner.query('ALTER TABLE brand.import_piece ALTER COLUMN content SET STORAGE EXTERNAL');
    await runner.query(IMPORT_FAILURE);
    for (const table of ['store', 'job', 'import_piece', 'import_failure']) await runner.query(`CALL platform.protect('brand.${table}')`);
    await runner.query(`CALL platform.track_revision('brand.store')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE brand.import_failure, brand.import_piece, brand.job, brand.store');
  }
}

const STORE = `
  CREATE TABLE brand.store (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    city text,
    address text,
    created_at timestamptz NOT NULL DEFAULT platform.current_now(),
    closed_at timestamptz,
    PRIMARY KEY (brand_id, id),
    CONSTRAINT store_code_unique UNIQUE (brand_id, code)
  )`;

const JOB = `
  CREATE TABLE brand.job (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    kind text NOT NULL,
    status text NOT NULL DEFAULT 'QUEUED' CHECK (status IN ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
    dry_run boolean NOT NULL,
    options jsonb NOT NULL,
    file_id uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT platform.current_now(),
    started_at timestamptz,
    finished_at timestamptz,
    layout jsonb,
    total int,
    last_row int,
    next_row int NOT NULL DEFAULT 2,
    tries int NOT NULL DEFAULT 0,
    done int NOT NULL DEFAULT 0,
    created int NOT NULL DEFAULT 0,
    updated int NOT NULL DEFAULT 0,
    skipped int NOT NULL DEFAULT 0,
    failed int NOT NULL DEFAULT 0,
    errors jsonb NOT NULL DEFAULT '[]',
    result_file_id uuid,
    errors_file_id uuid,
    PRIMARY KEY (brand_id, id),
    CHECK (done = created + updated + skipped + failed AND done <= total),
    CHECK ((finished_at IS NULL) = (status IN ('QUEUED', 'RUNNING'))),
    CHECK ((layout IS NULL) = (total IS NULL) AND (layout IS NULL) = (last_row IS NULL))
  )`;

// Unlogged: a crash of PostgreSQL empties it and the job then stages its file again; a crash of the worker does
// not. External storage: compressing what is read back once costs more than it saves.
const IMPORT_PIECE = `
  CREATE UNLOGGED TABLE brand.import_piece (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    job_id uuid NOT NULL,
    last_row int NOT NULL,
    first_row int NOT NULL,
    content text NOT NULL,
    PRIMARY KEY (brand_id, job_id, last_row)
  )`;

const IMPORT_FAILURE = `
  CREATE TABLE brand.import_failure (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    job_id uuid NOT NULL,
    first_row int NOT NULL,
    content bytea NOT NULL,
    PRIMARY KEY (brand_id, job_id, first_row),
    FOREIGN KEY (brand_id, job_id) REFERENCES brand.job
  )`;
