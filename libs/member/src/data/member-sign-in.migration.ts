import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * One code at a time for a phone, whoever it belongs to: the phone as its keyed hash, the code as one of the challenge's
 * own. A challenge that served its purpose is deleted, and so is, by the next one, whatever has expired.
 */
const challengeTable = `
  CREATE TABLE member.sign_in_challenge (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    phone_index bytea NOT NULL,
    id uuid NOT NULL,
    code_hash bytea NOT NULL,
    tries int NOT NULL DEFAULT 0,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (brand_id, phone_index),
    CHECK (tries BETWEEN 0 AND 5)
  );
  CREATE INDEX sign_in_challenge_expiry ON member.sign_in_challenge (brand_id, expires_at);`;

/** Card tokens that were shown to a till: each serves once. */
const usedCardTable = `
  CREATE TABLE member.used_card_token (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (brand_id, id)
  );
  CREATE INDEX used_card_token_expiry ON member.used_card_token (brand_id, expires_at);`;

export class MemberSignIn1790400000002 implements MigrationInterface {
  readonly name = 'MemberSignIn1790400000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(challengeTable);
    await runner.query(usedCardTable);
    for (const table of ['sign_in_challenge', 'used_card_token']) await runner.query(`CALL platform.protect('member.${table}')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE member.sign_in_challenge, member.used_card_token');
  }
}
