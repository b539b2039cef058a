import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SeeReferralVisits1791500000861 implements MigrationInterface {
  readonly name = 'SeeReferralVisits1791500000861';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE referral.click ADD COLUMN network bytea, ADD COLUMN device bytea');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE referral.click DROP COLUMN network, DROP COLUMN device');
  }
}
