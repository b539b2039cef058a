import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Challenges of several stages, and how far members have come in them. */
export class CreateChallenges1791500000814 implements MigrationInterface {
  readonly name = 'CreateChallenges1791500000814';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CHALLENGES);
    await runner.query(RUNS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE lottery.challenge_stage, lottery.challenge_count, lottery.challenge_run, lottery.challenge_version, lottery.challenge');
  }
}

const CHALLENGES = `
  CREATE TABLE lottery.challenge (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    code text NOT NULL,
    state text NOT NULL DEFAULT 'DRAFT' CHECK (state IN ('DRAFT', 'LIVE', 'PAUSED', 'ENDED')),
    version int NOT NULL DEFAULT 1,
    terms jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT platform.current_now(),
    PRIMARY KEY (brand_id, id),
    CONSTRAINT challenge_code_unique UNIQUE (brand_id, code));
  CALL platform.protect('lottery.challenge');
  CALL platform.track_revision('lottery.challenge');

  CREATE TABLE lottery.challenge_version (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    challenge_id uuid NOT NULL,
    version int NOT NULL,
    stages jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT platform.current_now(),
    PRIMARY KEY (brand_id, challenge_id, version),
    FOREIGN KEY (brand_id, challenge_id) REFERENCES lottery.challenge);
  CALL platform.protect_append_only('lottery.challenge_version');
  CALL platform.track_revision('lottery.challenge_version');`;

// Of two runs that a merge brings together the one that has come further goes on: the other is set aside.
const RUNS = `
  CREATE TABLE lottery.challenge_run (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    challenge_id uuid NOT NULL,
    version int NOT NULL,
    member_id uuid NOT NULL,
    set_aside boolean NOT NULL DEFAULT false,
    started_at timestamptz NOT NULL,
    PRIMARY KEY (brand_id, id),
    FOREIGN KEY (brand_id, challenge_id, version) REFERENCES lottery.challenge_version);
  CREATE UNIQUE INDEX challenge_run_once ON lottery.challenge_run (brand_id, challenge_id, member_id) WHERE NOT set_aside;
  CREATE INDEX challenge_run_member ON lottery.challenge_run (brand_id, member_id);
  CALL platform.protect('lottery.challenge_run');

  CREATE TABLE lottery.challenge_count (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    run_id uuid NOT NULL,
    stage int NOT NULL CHECK (stage >= 0),
    amount int NOT NULL CHECK (amount > 0),
    cause_key text NOT NULL,
    order_id uuid,
    counted_at timestamptz NOT NULL,
    taken_back_at timestamptz,
    PRIMARY KEY (brand_id, id),
    CONSTRAINT challenge_count_once UNIQUE (brand_id, run_id, cause_key),
    FOREIGN KEY (brand_id, run_id) REFERENCES lottery.challenge_run);
  CREATE INDEX challenge_count_order ON lottery.challenge_count (brand_id, order_id) WHERE order_id IS NOT NULL;
  CALL platform.protect('lottery.challenge_count');

  CREATE TABLE lottery.challenge_stage (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    run_id uuid NOT NULL,
    stage int NOT NULL CHECK (stage >= 0),
    state text NOT NULL CHECK (state IN ('REACHED', 'SHORT', 'KEPT')),
    reached_at timestamptz NOT NULL,
    PRIMARY KEY (brand_id, id),
    CONSTRAINT challenge_stage_once UNIQUE (brand_id, run_id, stage),
    FOREIGN KEY (brand_id, run_id) REFERENCES lottery.challenge_run);
  CALL platform.protect('lottery.challenge_stage');`;
