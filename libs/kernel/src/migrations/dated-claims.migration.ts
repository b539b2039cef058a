import type { MigrationInterface, QueryRunner } from 'typeorm';

const QUEUES = ['delivery', 'deferred_reaction', 'tap_delivery'];

/** Since when work is somebody's: what a process has claimed and lost sight of is taken back although the process lives. */
export class DatedClaims1791500000741 implements MigrationInterface {
  readonly name = 'DatedClaims1791500000741';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of QUEUES) await runner.query(`ALTER TABLE platform.${table} ADD COLUMN claimed_at timestamptz`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of QUEUES) await runner.query(`ALTER TABLE platform.${table} DROP COLUMN claimed_at`);
  }
}
