import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateOrder1790000002000 implements MigrationInterface {
  readonly name = 'CreateOrder1790000002000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ORDER);
    await runner.query(LINE);
    for (const index of INDEXES) await runner.query(index);
    await runner.query(`CALL platform.protect('"order"."order"')`);
    await runner.query(`CALL platform.protect('"order".line')`);
    await runner.query(FACT);
    await runner.query('GRANT SELECT ON "order".order_fact TO regulars_app');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP VIEW "order".order_fact');
    await runner.query('DROP TABLE "order".line, "order"."order"');
  }
}

// Amounts are minor units of the brand's currency. announced: the log has told that the order was paid.
const ORDER = `
  CREATE TABLE "order"."order" (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    id uuid NOT NULL,
    source text NOT NULL,
    external_id text NOT NULL,
    revision int NOT NULL CHECK (revision >= 1),
    status text NOT NULL CHECK (status IN ('PLACED', 'PAID', 'FULFILLED', 'PARTIALLY_REFUNDED', 'REFUNDED', 'VOIDED')),
    member_id uuid,
    store_id uuid,
    channel text NOT NULL CHECK (channel IN ('POS', 'ONLINE', 'DELIVERY', 'OTHER')),
    placed_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL CHECK (updated_at >= placed_at),
    business_date date NOT NULL,
    gross bigint NOT NULL,
    discount bigint NOT NULL,
    refunded bigint NOT NULL,
    net bigint NOT NULL,
    paid_with_points bigint NOT NULL,
    counts boolean NOT NULL,
    announced boolean NOT NULL,
    PRIMARY KEY (brand_id, id),
    CONSTRAINT order_source_unique UNIQUE (brand_id, source, external_id),
    FOREIGN KEY (brand_id, member_id) REFERENCES member.member,
    FOREIGN KEY (brand_id, store_id) REFERENCES brand.store,
    CHECK (discount >= 0 AND refunded >= 0 AND net >= 0 AND net = gross - discount - refunded),
    CHECK (paid_with_points BETWEEN 0 AND gross - discount),
    CHECK (counts = (net > 0 AND status NOT IN ('PLACED', 'VOIDED')))
  )`;

// No foreign key to the order: looking it up line by line would double what an import costs. A line is written by
// the statement behind its order's own, in one transaction, and neither is ever deleted alone.
const LINE = `
  CREATE TABLE "order".line (
    brand_id uuid NOT NULL DEFAULT platform.current_brand(),
    order_id uuid NOT NULL,
    number int NOT NULL,
    sku text NOT NULL,
    name text,
    category text,
    quantity int NOT NULL CHECK (quantity > 0),
    refunded_quantity int NOT NULL CHECK (refunded_quantity BETWEEN 0 AND quantity),
    unit_price numeric NOT NULL CHECK (unit_price >= 0),
    gross bigint NOT NULL,
    discount bigint NOT NULL,
    refunded bigint NOT NULL,
    net bigint NOT NULL,
    paid_with_points bigint NOT NULL,
    PRIMARY KEY (brand_id, order_id, number),
    CHECK (discount >= 0 AND refunded >= 0 AND net >= 0 AND net = gross - discount - refunded),
    CHECK (paid_with_points BETWEEN 0 AND gross - discount)
  )`;

const INDEXES = [
  // A member's orders by day, newest or oldest first: what tiers add up, and the member's own list.
  'CREATE INDEX order_by_member ON "order"."order" (brand_id, member_id, business_date, placed_at, id) INCLUDE (net, counts) WHERE member_id IS NOT NULL',
  'CREATE INDEX order_by_time ON "order"."order" (brand_id, placed_at, id)',
];

const FACT = `
  CREATE VIEW "order".order_fact WITH (security_invoker = true) AS
    SELECT brand_id, id AS order_id, member_id, source, external_id, status, placed_at, updated_at, business_date, store_id, channel,
      net, net + refunded AS net_before_refunds, counts
    FROM "order"."order"`;
