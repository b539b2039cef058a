import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateStampCard implements MigrationInterface {
  readonly name = 'CreateStampCard1790000000000';

  async up(queries: QueryRunner): Promise<void> {
    await queries.query(`
      CREATE TABLE stamp_card.program (
        brand_id uuid NOT NULL DEFAULT platform.current_brand(),
        id uuid NOT NULL,
        name text NOT NULL,
        state text NOT NULL DEFAULT 'DRAFT' CHECK (state IN ('DRAFT', 'LIVE', 'ENDED')),
        version int NOT NULL DEFAULT 1,
        slots int NOT NULL CHECK (slots BETWEEN 1 AND 200),
        rules jsonb NOT NULL,
        rewards jsonb NOT NULL,
        starts_at timestamptz NOT NULL,
        ends_at timestamptz CHECK (ends_at >= starts_at),
        created_at timestamptz NOT NULL,
        PRIMARY KEY (brand_id, id));
      CALL platform.protect('stamp_card.program');
      CALL platform.track_revision('stamp_card.program');

      CREATE TABLE stamp_card.entry (
        brand_id uuid NOT NULL DEFAULT platform.current_brand(),
        program_id uuid NOT NULL,
        order_id uuid NOT NULL,
        member_id uuid NOT NULL,
        business_date date NOT NULL,
        placed_at timestamptz NOT NULL,
        amount_stamps int NOT NULL CHECK (amount_stamps >= 0),
        visit_stamps int NOT NULL CHECK (visit_stamps >= 0),
        PRIMARY KEY (brand_id, program_id, order_id),
        FOREIGN KEY (brand_id, program_id) REFERENCES stamp_card.program,
        FOREIGN KEY (brand_id, order_id) REFERENCES "order"."order",
        FOREIGN KEY (brand_id, member_id) REFERENCES member.member);
      CREATE INDEX entry_member_day ON stamp_card.entry (brand_id, member_id, business_date);
      CREATE INDEX entry_order ON stamp_card.entry (brand_id, order_id);
      CALL platform.protect('stamp_card.entry');

      CREATE TABLE stamp_card.card (
        brand_id uuid NOT NULL DEFAULT platform.current_brand(),
        id uuid NOT NULL,
        program_id uuid NOT NULL,
        member_id uuid NOT NULL,
        number int NOT NULL CHECK (number >= 1),
        stamps int NOT NULL CHECK (stamps >= 0),
        opened_at timestamptz NOT NULL,
        completed_at timestamptz,
        PRIMARY KEY (brand_id, id),
        UNIQUE (brand_id, member_id, program_id, number),
        FOREIGN KEY (brand_id, program_id) REFERENCES stamp_card.program,
        FOREIGN KEY (brand_id, member_id) REFERENCES member.member);
      CALL platform.protect('stamp_card.card');`);
  }

  async down(queries: QueryRunner): Promise<void> {
    await queries.query('DROP TABLE stamp_card.card, stamp_card.entry, stamp_card.program');
  }
}
