import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What gives stamps, or takes them, and is no order. */
export class CreateStampActs1791500000474 implements MigrationInterface {
  readonly name = 'CreateStampActs1791500000474';

  async up(queries: QueryRunner): Promise<void> {
    await queries.query(`
      CREATE TABLE stamp_card.act (
        brand_id uuid NOT NULL DEFAULT platform.current_brand(),
        id uuid NOT NULL,
        program_id uuid NOT NULL,
        member_id uuid NOT NULL,
        kind text NOT NULL CHECK (kind IN ('GRANT', 'REVOKE', 'REWARD', 'EVENT')),
        stamps int NOT NULL,
        at timestamptz NOT NULL,
        event text,
        event_id uuid,
        reason_sealed bytea,
        actor_kind text,
        actor_id text,
        placed jsonb NOT NULL DEFAULT '[]',
        placed_stamps int NOT NULL DEFAULT 0,
        PRIMARY KEY (brand_id, id),
        FOREIGN KEY (brand_id, program_id) REFERENCES stamp_card.program,
        FOREIGN KEY (brand_id, member_id) REFERENCES member.member,
        CHECK ((kind = 'EVENT') = (event IS NOT NULL AND event_id IS NOT NULL)));
      CREATE INDEX act_member ON stamp_card.act (brand_id, member_id, program_id, at);
      CREATE UNIQUE INDEX act_event ON stamp_card.act (brand_id, program_id, event_id) WHERE event_id IS NOT NULL;
      CALL platform.protect('stamp_card.act');`);
  }

  async down(queries: QueryRunner): Promise<void> {
    await queries.query('DROP TABLE stamp_card.act');
  }
}
