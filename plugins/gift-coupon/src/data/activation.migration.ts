import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When a template became live: occasions from before it are not made up for. */
export class NoteActivation1791500000541 implements MigrationInterface {
  readonly name = 'NoteActivation1791500000541';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE gift_coupon.template ADD COLUMN activated_at timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE gift_coupon.template DROP COLUMN activated_at');
  }
}
