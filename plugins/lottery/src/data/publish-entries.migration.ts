import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a raffle was drawn from: told when it is drawn, so that everybody sees that their own entry was in. */
export class PublishEntries1791500000815 implements MigrationInterface {
  readonly name = 'PublishEntries1791500000815';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ENTRIES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE lottery.raffle_entry, lottery.raffle_close');
  }
}

const ENTRIES = `
  CREATE TABLE lottery.raffle_close (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    game_id uuid NOT NULL,
    entries int NOT NULL CHECK (entries >= 0),
    entries_hash text NOT NULL,
    closed_at timestamptz NOT NULL,
    PRIMARY KEY (brand_id, game_id),
    FOREIGN KEY (brand_id, game_id) REFERENCES lottery.game);
  CALL platform.protect_append_only('lottery.raffle_close');

  CREATE TABLE lottery.raffle_entry (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    game_id uuid NOT NULL,
    ticket text NOT NULL,
    chance_id uuid NOT NULL,
    passed_over text CHECK (passed_over IN ('HAS_PLACE', 'NOT_ACTIVE')),
    PRIMARY KEY (brand_id, game_id, ticket),
    CONSTRAINT raffle_entry_chance_unique UNIQUE (brand_id, chance_id));
  CALL platform.protect('lottery.raffle_entry');`;
