import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Links by which members bring others to a game, and whom each of them brought. */
export class CreateShareLinks1791500000813 implements MigrationInterface {
  readonly name = 'CreateShareLinks1791500000813';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SHARES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE lottery.share, lottery.share_link');
  }
}

// A member who was merged brings a second link of a game along: both go on. A friend counts once in a game, by whichever link.
const SHARES = `
  CREATE TABLE lottery.share_link (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    game_id uuid NOT NULL,
    member_id uuid NOT NULL,
    code text NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (brand_id, id),
    CONSTRAINT share_link_code_unique UNIQUE (brand_id, code),
    FOREIGN KEY (brand_id, game_id) REFERENCES lottery.game);
  CREATE INDEX share_link_member ON lottery.share_link (brand_id, member_id, game_id);
  CALL platform.protect('lottery.share_link');

  CREATE TABLE lottery.share (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    game_id uuid NOT NULL,
    link_id uuid NOT NULL,
    friend_id uuid NOT NULL,
    state text NOT NULL DEFAULT 'OPENED' CHECK (state IN ('OPENED', 'GRANTED', 'REFUSED')),
    reason text,
    opened_at timestamptz NOT NULL,
    decided_at timestamptz,
    business_date date,
    PRIMARY KEY (brand_id, id),
    CONSTRAINT share_friend_unique UNIQUE (brand_id, game_id, friend_id),
    CHECK ((state = 'OPENED') = (decided_at IS NULL)),
    CHECK ((state = 'REFUSED') = (reason IS NOT NULL)),
    FOREIGN KEY (brand_id, link_id) REFERENCES lottery.share_link);
  CREATE INDEX share_link_opened ON lottery.share (brand_id, link_id, state);
  CREATE INDEX share_friend ON lottery.share (brand_id, friend_id);
  CALL platform.protect('lottery.share');`;
