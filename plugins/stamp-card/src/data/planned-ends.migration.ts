import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The end a program had before it was ended: by that it ranked while it was live. Null: it is its end. */
export class PlanStampCardEnds1791500000581 implements MigrationInterface {
  readonly name = 'PlanStampCardEnds1791500000581';

  async up(queries: QueryRunner): Promise<void> {
    await queries.query('ALTER TABLE stamp_card.program ADD COLUMN planned_end timestamptz');
  }

  async down(queries: QueryRunner): Promise<void> {
    await queries.query('ALTER TABLE stamp_card.program DROP COLUMN planned_end');
  }
}
