import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Jobs that somebody outside the staff asked for, about themselves: theirs alone. No row is rewritten. */
export class OwnJobs1791300000320 implements MigrationInterface {
  readonly name = 'OwnJobs1791300000320';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE brand.job ADD COLUMN owner_id uuid');
    await runner.query('CREATE INDEX job_of_owner ON brand.job (brand_id, owner_id, id) WHERE owner_id IS NOT NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX brand.job_of_owner');
    await runner.query('ALTER TABLE brand.job DROP COLUMN owner_id');
  }
}
