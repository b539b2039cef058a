import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What tills keep for a sale while its money is asked for. `uses` are the codes, each with what it takes off which line. */
export class CreateTillHold1791500000401 implements MigrationInterface {
  readonly name = 'CreateTillHold1791500000401';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE "order".till_hold (
        brand_id uuid NOT NULL DEFAULT platform.current_brand(),
        id uuid NOT NULL,
        state text NOT NULL CHECK (state IN ('OPEN', 'CAPTURED', 'RELEASED', 'EXPIRED')),
        member_id uuid,
        store_id uuid,
        order_ref text NOT NULL,
        basket_hash text NOT NULL,
        uses jsonb NOT NULL,
        discount bigint NOT NULL CHECK (discount >= 0),
        points int NOT NULL CHECK (points >= 0),
        points_by_line jsonb NOT NULL,
        points_worth bigint NOT NULL CHECK (points_worth >= 0),
        payable bigint NOT NULL CHECK (payable >= 0),
        order_id uuid,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL CHECK (expires_at > created_at),
        closed_at timestamptz,
        PRIMARY KEY (brand_id, id),
        FOREIGN KEY (brand_id, member_id) REFERENCES member.member,
        FOREIGN KEY (brand_id, store_id) REFERENCES brand.store,
        CHECK ((state = 'OPEN') = (closed_at IS NULL)),
        CHECK ((state = 'CAPTURED') = (order_id IS NOT NULL)),
        CHECK (points = 0 OR member_id IS NOT NULL)
      )`);
    await runner.query(`CREATE INDEX till_hold_open ON "order".till_hold (brand_id, expires_at, id) WHERE state = 'OPEN'`);
    await runner.query('CREATE INDEX till_hold_of_member ON "order".till_hold (brand_id, member_id) WHERE member_id IS NOT NULL');
    await runner.query(`CALL platform.protect('"order".till_hold')`);
    await runner.query(`CALL platform.narrow_to_stores('"order".till_hold', 'store_id')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE "order".till_hold');
  }
}
