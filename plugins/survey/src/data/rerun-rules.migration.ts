import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which rules have been applied to answers that were given before there were such rules. */
export class RerunRules1791500000830 implements MigrationInterface {
  readonly name = 'RerunRules1791500000830';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE survey.rule_run (
        brand_id uuid NOT NULL DEFAULT platform.current_brand(),
        response_id uuid NOT NULL,
        version int NOT NULL,
        applied_at timestamptz NOT NULL DEFAULT platform.current_now(),
        PRIMARY KEY (brand_id, response_id, version),
        FOREIGN KEY (brand_id, response_id) REFERENCES survey.response);
      CALL platform.protect('survey.rule_run');`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE survey.rule_run');
  }
}

/** How far somebody has come who has not answered yet. */
export class ShowQuestions1791500000831 implements MigrationInterface {
  readonly name = 'ShowQuestions1791500000831';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE survey.response ADD COLUMN shown text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE survey.response DROP COLUMN shown');
  }
}
