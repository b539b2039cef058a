import type { MigrationInterface, QueryRunner } from 'typeorm';

export class InviteToSurveys1791500000822 implements MigrationInterface {
  readonly name = 'InviteToSurveys1791500000822';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE survey.invitation (
        brand_id uuid NOT NULL DEFAULT platform.current_brand(),
        id uuid NOT NULL,
        survey_id uuid NOT NULL,
        member_id uuid NOT NULL,
        order_id uuid NOT NULL,
        due_at timestamptz NOT NULL,
        late_at timestamptz NOT NULL CHECK (late_at > due_at),
        state text NOT NULL DEFAULT 'PLANNED' CHECK (state IN ('PLANNED', 'SENT', 'SKIPPED')),
        reason text,
        decided_at timestamptz,
        PRIMARY KEY (brand_id, id),
        CONSTRAINT invitation_once UNIQUE (brand_id, survey_id, order_id),
        FOREIGN KEY (brand_id, survey_id) REFERENCES survey.survey,
        CHECK ((state = 'PLANNED') = (decided_at IS NULL)),
        CHECK ((state = 'SKIPPED') = (reason IS NOT NULL)));
      CREATE INDEX invitation_due ON survey.invitation (brand_id, due_at, id) WHERE state = 'PLANNED';
      CREATE INDEX invitation_member ON survey.invitation (brand_id, member_id, decided_at);
      CALL platform.protect('survey.invitation');`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE survey.invitation');
  }
}
