import type { MigrationInterface, QueryRunner } from 'typeorm';
import { isolationGaps } from './platform/isolation-gaps';

/** Two more doors to the people behind staff are known to `platform.isolation_gaps`. */
export class HoldAccounts1791200000000 implements MigrationInterface {
  readonly name = 'HoldAccounts1791200000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(isolationGaps);
  }

  async down(): Promise<void> {
    // What the check knows of does no harm.
  }
}
