import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What freezing, and a change of phone, leave on a member's row. */
export class MemberLife1790400000001 implements MigrationInterface {
  readonly name = 'MemberLife1790400000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE member.member ADD COLUMN frozen_at timestamptz, ADD COLUMN spendable_from timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE member.member DROP COLUMN frozen_at, DROP COLUMN spendable_from');
  }
}
