import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a provider last said of its own bound, and when it was asked. */
export class AddProviderQuota1791500000932 implements MigrationInterface {
  readonly name = 'AddProviderQuota1791500000932';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE messaging.channel ADD COLUMN provider_limit int, ADD COLUMN provider_used int, ADD COLUMN provider_at timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE messaging.channel DROP COLUMN provider_limit, DROP COLUMN provider_used, DROP COLUMN provider_at');
  }
}
