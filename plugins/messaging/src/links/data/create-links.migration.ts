import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Links that versions of templates say. */
export class CreateLinks1791500000925 implements MigrationInterface {
  readonly name = 'CreateLinks1791500000925';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE messaging.link (
        brand_id uuid NOT NULL DEFAULT platform.current_brand(),
        template_id uuid NOT NULL,
        template_version int NOT NULL,
        -- What stands for it in a short link: from 0 on.
        place int NOT NULL CHECK (place BETWEEN 0 AND 65535),
        url text NOT NULL,
        PRIMARY KEY (brand_id, template_id, template_version, place),
        FOREIGN KEY (brand_id, template_id, template_version) REFERENCES messaging.template_version);
      CALL platform.protect('messaging.link');`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE messaging.link');
  }
}

/** Who opened them: a row for each link of each message that was opened. */
export class CreateClicks1791500000926 implements MigrationInterface {
  readonly name = 'CreateClicks1791500000926';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE messaging.click (
        brand_id uuid NOT NULL DEFAULT platform.current_brand(),
        message_id uuid NOT NULL,
        place int NOT NULL,
        at timestamptz NOT NULL DEFAULT platform.current_now(),
        PRIMARY KEY (brand_id, message_id, place),
        FOREIGN KEY (brand_id, message_id) REFERENCES messaging.message);
      CALL platform.protect('messaging.click');`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE messaging.click');
  }
}

/** What members bought then: a row for each order. */
export class CreateConversions1791500000927 implements MigrationInterface {
  readonly name = 'CreateConversions1791500000927';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE messaging.conversion (
        brand_id uuid NOT NULL DEFAULT platform.current_brand(),
        order_id uuid NOT NULL,
        message_id uuid NOT NULL,
        place int NOT NULL,
        clicked_at timestamptz NOT NULL,
        ordered_at timestamptz NOT NULL,
        -- Of the order, and what it came to as of it: minor units of the brand's currency.
        revision int NOT NULL,
        amount bigint NOT NULL CHECK (amount >= 0),
        PRIMARY KEY (brand_id, order_id),
        CHECK (clicked_at <= ordered_at),
        FOREIGN KEY (brand_id, order_id) REFERENCES "order"."order");
      CREATE INDEX conversion_message ON messaging.conversion (brand_id, message_id);
      CALL platform.protect('messaging.conversion');`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE messaging.conversion');
  }
}
