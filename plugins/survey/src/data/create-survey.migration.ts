import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateSurvey1791500000821 implements MigrationInterface {
  readonly name = 'CreateSurvey1791500000821';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SURVEYS);
    await runner.query(RESPONSES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE survey.answer, survey.response, survey.version, survey.survey');
  }
}

const SURVEYS = `
  CREATE TABLE survey.survey (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    name text NOT NULL,
    state text NOT NULL DEFAULT 'DRAFT' CHECK (state IN ('DRAFT', 'LIVE', 'CLOSED')),
    version int NOT NULL DEFAULT 0 CHECK (version >= 0),
    draft jsonb,
    created_at timestamptz NOT NULL DEFAULT platform.current_now(),
    published_at timestamptz,
    closed_at timestamptz,
    PRIMARY KEY (brand_id, id),
    CHECK ((version = 0) = (published_at IS NULL)),
    CHECK (draft IS NOT NULL OR version > 0));
  CALL platform.protect('survey.survey');
  CALL platform.track_revision('survey.survey');

  CREATE TABLE survey.version (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    survey_id uuid NOT NULL,
    number int NOT NULL CHECK (number >= 1),
    terms jsonb NOT NULL,
    published_at timestamptz NOT NULL DEFAULT platform.current_now(),
    PRIMARY KEY (brand_id, survey_id, number),
    FOREIGN KEY (brand_id, survey_id) REFERENCES survey.survey);
  CALL platform.protect_append_only('survey.version');
  CALL platform.track_revision('survey.version');`;

// A member counts once in a survey. What a merge brings together counts as one: the other stays, and counts as none.
const RESPONSES = `
  CREATE TABLE survey.response (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    survey_id uuid NOT NULL,
    version int NOT NULL,
    member_id uuid NOT NULL,
    state text NOT NULL DEFAULT 'STARTED' CHECK (state IN ('STARTED', 'COMPLETED', 'ABANDONED')),
    counts boolean NOT NULL DEFAULT true,
    started_at timestamptz NOT NULL DEFAULT platform.current_now(),
    completed_at timestamptz,
    order_id uuid,
    store_id uuid,
    tier_code text,
    path text[],
    scores jsonb,
    outcome text,
    texts_sealed bytea,
    PRIMARY KEY (brand_id, id),
    FOREIGN KEY (brand_id, survey_id, version) REFERENCES survey.version,
    FOREIGN KEY (brand_id, member_id) REFERENCES member.member,
    CHECK ((state = 'COMPLETED') = (completed_at IS NOT NULL)),
    CHECK ((state = 'COMPLETED') = (path IS NOT NULL)));
  CREATE UNIQUE INDEX response_once ON survey.response (brand_id, survey_id, member_id) WHERE state = 'COMPLETED' AND counts;
  CREATE UNIQUE INDEX response_open ON survey.response (brand_id, survey_id, member_id) WHERE state = 'STARTED';
  CREATE INDEX response_member ON survey.response (brand_id, member_id, id);
  CREATE INDEX response_survey ON survey.response (brand_id, survey_id, id);
  CALL platform.protect('survey.response');
  CALL platform.narrow_to_stores('survey.response', 'store_id');

  CREATE TABLE survey.answer (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    response_id uuid NOT NULL,
    question text NOT NULL,
    is_free boolean NOT NULL,
    value jsonb,
    PRIMARY KEY (brand_id, response_id, question),
    FOREIGN KEY (brand_id, response_id) REFERENCES survey.response);
  CALL platform.protect('survey.answer');`;
