import type { MigrationInterface, QueryRunner } from 'typeorm';
import { callerRights, keyFunctions, limitFunctions, sessionFunctions } from './platform/caller-functions';
import { callerTables } from './platform/caller-tables';
import { isolationGaps } from './platform/isolation-gaps';

/** Sessions, keys of machines, limits of attempts, and codes on their way. */
export class AddCallers1790200000000 implements MigrationInterface {
  readonly name = 'AddCallers1790200000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query([callerTables, sessionFunctions, keyFunctions, limitFunctions, callerRights, isolationGaps].join('\n'));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE platform.outgoing_code, platform.attempts, platform.refresh_token, platform.session CASCADE');
  }
}
