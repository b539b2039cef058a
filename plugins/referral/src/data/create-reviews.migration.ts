import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateReferralReviews1791500000863 implements MigrationInterface {
  readonly name = 'CreateReferralReviews1791500000863';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(REVIEWS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE referral.review, referral.judgement');
  }
}

// What was decided, each time anew; and how it stands.
const REVIEWS = `
  CREATE TABLE referral.judgement (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    edge_id uuid NOT NULL,
    decision text NOT NULL CHECK (decision IN ('APPROVED', 'PENDING_REVIEW', 'REJECTED')),
    -- RULES: by what is known. STAFF: somebody looked.
    made_by text NOT NULL CHECK (made_by IN ('RULES', 'STAFF')),
    score int NOT NULL CHECK (score >= 0),
    reasons jsonb NOT NULL CHECK (jsonb_typeof(reasons) = 'array'),
    rules_version int NOT NULL,
    terms jsonb NOT NULL,
    at timestamptz NOT NULL DEFAULT platform.current_now(),
    PRIMARY KEY (brand_id, id),
    FOREIGN KEY (brand_id, edge_id) REFERENCES referral.edge);
  CREATE INDEX judgement_edge ON referral.judgement (brand_id, edge_id, id);
  CALL platform.protect_append_only('referral.judgement');

  CREATE TABLE referral.review (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    edge_id uuid NOT NULL,
    judgement_id uuid NOT NULL,
    state text NOT NULL CHECK (state IN ('APPROVED', 'PENDING_REVIEW', 'REJECTED')),
    made_by text NOT NULL CHECK (made_by IN ('RULES', 'STAFF')),
    at timestamptz NOT NULL DEFAULT platform.current_now(),
    PRIMARY KEY (brand_id, id),
    CONSTRAINT review_edge_unique UNIQUE (brand_id, edge_id),
    FOREIGN KEY (brand_id, edge_id) REFERENCES referral.edge,
    FOREIGN KEY (brand_id, judgement_id) REFERENCES referral.judgement);
  CREATE INDEX review_state ON referral.review (brand_id, state, id);
  CREATE INDEX review_judgement ON referral.review (brand_id, judgement_id);
  CALL platform.protect('referral.review');`;
