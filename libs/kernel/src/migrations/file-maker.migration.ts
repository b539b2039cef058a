import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Files know who brought them: the id of the actor, null for what came before. */
export class FileMaker1791100000000 implements MigrationInterface {
  readonly name = 'FileMaker1791100000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE platform.file ADD COLUMN created_by text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE platform.file DROP COLUMN created_by');
  }
}
