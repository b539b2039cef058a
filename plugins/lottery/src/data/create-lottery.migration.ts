import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateLottery1791500000801 implements MigrationInterface {
  readonly name = 'CreateLottery1791500000801';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(GAMES);
    await runner.query(DRAWS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE lottery.draw, lottery.chance, lottery.prize_counter, lottery.seed, lottery.odds_version, lottery.game');
  }
}

// What is given of a limited prize is counted beside the game: a change of the game drops caches, a draw must not.
const GAMES = `
  CREATE TABLE lottery.game (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    code text NOT NULL,
    state text NOT NULL DEFAULT 'DRAFT' CHECK (state IN ('DRAFT', 'LIVE', 'PAUSED', 'ENDED')),
    version int NOT NULL DEFAULT 1,
    terms jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT platform.current_now(),
    PRIMARY KEY (brand_id, id),
    CONSTRAINT game_code_unique UNIQUE (brand_id, code));
  CALL platform.protect('lottery.game');
  CALL platform.track_revision('lottery.game');

  CREATE TABLE lottery.odds_version (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    game_id uuid NOT NULL,
    version int NOT NULL,
    odds jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT platform.current_now(),
    PRIMARY KEY (brand_id, game_id, version),
    FOREIGN KEY (brand_id, game_id) REFERENCES lottery.game);
  CALL platform.protect_append_only('lottery.odds_version');

  CREATE TABLE lottery.seed (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    game_id uuid NOT NULL,
    version int NOT NULL,
    commitment text NOT NULL,
    seed_sealed bytea NOT NULL,
    published_at timestamptz NOT NULL,
    PRIMARY KEY (brand_id, id),
    UNIQUE (brand_id, game_id, version),
    FOREIGN KEY (brand_id, game_id, version) REFERENCES lottery.odds_version);
  CALL platform.protect('lottery.seed');
  CALL platform.track_revision('lottery.seed');

  CREATE TABLE lottery.prize_counter (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    game_id uuid NOT NULL,
    prize text NOT NULL,
    stock int,
    given int NOT NULL DEFAULT 0 CHECK (given >= 0 AND given <= stock),
    day date,
    day_given int NOT NULL DEFAULT 0,
    PRIMARY KEY (brand_id, game_id, prize),
    FOREIGN KEY (brand_id, game_id) REFERENCES lottery.game);
  CALL platform.protect('lottery.prize_counter');`;

// A chance is drawn as the one its member was first given, by the number it had then: a merge changes neither.
const DRAWS = `
  CREATE TABLE lottery.chance (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    game_id uuid NOT NULL,
    member_id uuid NOT NULL,
    granted_to uuid NOT NULL,
    number int NOT NULL,
    state text NOT NULL DEFAULT 'AVAILABLE' CHECK (state IN ('AVAILABLE', 'CONSUMED', 'REVOKED')),
    cause text NOT NULL,
    cause_key text NOT NULL,
    order_id uuid,
    granted_at timestamptz NOT NULL,
    business_date date NOT NULL,
    PRIMARY KEY (brand_id, id),
    CONSTRAINT chance_number_unique UNIQUE (brand_id, game_id, granted_to, number),
    CONSTRAINT chance_cause_unique UNIQUE (brand_id, game_id, cause_key),
    FOREIGN KEY (brand_id, game_id) REFERENCES lottery.game,
    FOREIGN KEY (brand_id, member_id) REFERENCES member.member);
  CREATE INDEX chance_member ON lottery.chance (brand_id, member_id, game_id, granted_at);
  CREATE INDEX chance_order ON lottery.chance (brand_id, order_id) WHERE order_id IS NOT NULL;
  CALL platform.protect('lottery.chance');

  CREATE TABLE lottery.draw (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    game_id uuid NOT NULL,
    version int NOT NULL,
    chance_id uuid NOT NULL,
    member_id uuid NOT NULL,
    prize text NOT NULL,
    odds jsonb NOT NULL,
    attempt int NOT NULL,
    value int NOT NULL,
    cards jsonb,
    drawn_at timestamptz NOT NULL,
    PRIMARY KEY (brand_id, id),
    CONSTRAINT draw_chance_unique UNIQUE (brand_id, chance_id),
    FOREIGN KEY (brand_id, game_id, version) REFERENCES lottery.odds_version,
    FOREIGN KEY (brand_id, chance_id) REFERENCES lottery.chance,
    FOREIGN KEY (brand_id, member_id) REFERENCES member.member);
  CREATE INDEX draw_member ON lottery.draw (brand_id, member_id, game_id, prize);
  CREATE INDEX draw_game ON lottery.draw (brand_id, game_id, prize);
  CALL platform.protect('lottery.draw');`;
