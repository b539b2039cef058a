import type { MigrationInterface, QueryRunner } from 'typeorm';
import { requestFunctions, tableProcedures, uuidFunction } from './platform/functions';
import { isolationGaps } from './platform/isolation-gaps';
import { definerFunctions, platformPolicies, queueRights, revisionTriggers, rolePolicies } from './platform/rights';
import { brandTables, eventTables, workTables } from './platform/tables';

/** The kernel's own schema. Needs the two roles and graphile-worker's schema to be there. */
export class CreatePlatform1790000000000 implements MigrationInterface {
  readonly name = 'CreatePlatform1790000000000';

  async up(runner: QueryRunner): Promise<void> {
    const parts = [
      'GRANT USAGE ON SCHEMA platform TO regulars_app;',
      uuidFunction,
      // The functions name tables that come after them.
      'SET LOCAL check_function_bodies = off;',
      requestFunctions,
      tableProcedures,
      brandTables,
      eventTables,
      workTables,
      platformPolicies,
      revisionTriggers,
      rolePolicies,
      definerFunctions,
      queueRights,
      isolationGaps,
    ];
    await runner.query(parts.join('\n'));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA platform CASCADE');
  }
}
