import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is to be given for friends, and was. */
export class CreateReferralRewards1791500000841 implements MigrationInterface {
  readonly name = 'CreateReferralRewards1791500000841';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(REWARDS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE referral.reward');
  }
}

// Programs and members are referred to by their ids alone: a key to each of several tables would hold up what is written to them.
const REWARDS = `
  CREATE TABLE referral.reward (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    edge_id uuid NOT NULL,
    program_id uuid NOT NULL,
    version int NOT NULL,
    rule_key text NOT NULL,
    level int NOT NULL CHECK (level BETWEEN 1 AND 5),
    member_id uuid NOT NULL,
    occasion text NOT NULL,
    order_id uuid,
    at timestamptz NOT NULL,
    month date NOT NULL,
    amount int NOT NULL CHECK (amount >= 0),
    paid int NOT NULL DEFAULT 0 CHECK (paid BETWEEN 0 AND amount),
    gifts int NOT NULL DEFAULT 0 CHECK (gifts >= 0),
    state text NOT NULL DEFAULT 'PENDING' CHECK (state IN ('PENDING', 'REVIEW', 'PAID', 'REVERSED', 'REJECTED')),
    reason text,
    due_at timestamptz NOT NULL,
    PRIMARY KEY (brand_id, id),
    CONSTRAINT reward_occasion_unique UNIQUE (brand_id, edge_id, rule_key, occasion),
    CHECK (state <> 'PAID' OR paid = amount AND amount > 0),
    CHECK (state <> 'REVERSED' OR amount = 0),
    CHECK (state NOT IN ('PENDING', 'REVIEW') OR amount > paid),
    FOREIGN KEY (brand_id, edge_id) REFERENCES referral.edge);
  CREATE INDEX reward_member ON referral.reward (brand_id, member_id, program_id, rule_key, month);
  CREATE INDEX reward_order ON referral.reward (brand_id, order_id) WHERE order_id IS NOT NULL;
  CREATE INDEX reward_due ON referral.reward (brand_id, due_at) WHERE state = 'PENDING';
  CREATE INDEX reward_program ON referral.reward (brand_id, program_id, version);
  CALL platform.protect('referral.reward');`;
