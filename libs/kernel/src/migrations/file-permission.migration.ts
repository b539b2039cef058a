import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who may fetch a file: those with the permission, and the member it is about. The defaults are constant: no row is rewritten. */
export class FilePermission1790500000000 implements MigrationInterface {
  readonly name = 'FilePermission1790500000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE platform.file ADD COLUMN permission text NOT NULL DEFAULT 'brand:import', ADD COLUMN member_id uuid`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE platform.file DROP COLUMN permission, DROP COLUMN member_id');
  }
}
