import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Raffles, and prizes that are claimed: by a deadline, and with what the tax office asks for. */
export class ClaimLotteryPrizes1791500000802 implements MigrationInterface {
  readonly name = 'ClaimLotteryPrizes1791500000802';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(PLACES);
    await runner.query(CLAIMS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE lottery.tax_record, lottery.claim, lottery.raffle_place');
  }
}

// Draws and games are referred to by their ids alone: a key to each of several tables would hold up what is written to them.
const PLACES = `
  CREATE TABLE lottery.raffle_place (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    game_id uuid NOT NULL,
    place int NOT NULL CHECK (place >= 1),
    chance_id uuid NOT NULL,
    member_id uuid NOT NULL,
    ticket text NOT NULL,
    prize text,
    drawn_at timestamptz NOT NULL,
    PRIMARY KEY (brand_id, id),
    CONSTRAINT raffle_place_unique UNIQUE (brand_id, game_id, place),
    CONSTRAINT raffle_chance_unique UNIQUE (brand_id, chance_id),
    FOREIGN KEY (brand_id, chance_id) REFERENCES lottery.chance);
  CREATE INDEX raffle_place_member ON lottery.raffle_place (brand_id, member_id);
  CALL platform.protect('lottery.raffle_place');`;

const CLAIMS = `
  CREATE TABLE lottery.claim (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    game_id uuid NOT NULL,
    member_id uuid NOT NULL,
    prize text NOT NULL,
    draw_id uuid,
    place_id uuid,
    worth bigint NOT NULL CHECK (worth >= 0),
    state text NOT NULL DEFAULT 'WON' CHECK (state IN ('WON', 'CLAIMED', 'LAPSED')),
    won_at timestamptz NOT NULL,
    deadline timestamptz,
    claimed_at timestamptz,
    handed_over_at timestamptz,
    PRIMARY KEY (brand_id, id),
    CONSTRAINT claim_draw_unique UNIQUE (brand_id, draw_id),
    CONSTRAINT claim_place_unique UNIQUE (brand_id, place_id),
    CHECK ((draw_id IS NULL) <> (place_id IS NULL)),
    CHECK ((state = 'CLAIMED') = (claimed_at IS NOT NULL)),
    FOREIGN KEY (brand_id, place_id) REFERENCES lottery.raffle_place);
  CREATE INDEX claim_member ON lottery.claim (brand_id, member_id, won_at);
  CREATE INDEX claim_due ON lottery.claim (brand_id, deadline) WHERE state = 'WON';
  CALL platform.protect('lottery.claim');

  CREATE TABLE lottery.tax_record (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    claim_id uuid NOT NULL,
    member_id uuid NOT NULL,
    jurisdiction text NOT NULL,
    year int NOT NULL,
    is_resident boolean NOT NULL,
    worth bigint NOT NULL,
    withheld bigint NOT NULL CHECK (withheld >= 0 AND withheld <= worth),
    identity_sealed bytea,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (brand_id, id),
    CONSTRAINT tax_claim_unique UNIQUE (brand_id, claim_id),
    FOREIGN KEY (brand_id, claim_id) REFERENCES lottery.claim);
  CREATE INDEX tax_member ON lottery.tax_record (brand_id, member_id, year);
  CALL platform.protect('lottery.tax_record');`;
