import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateThankYou1795000000000 implements MigrationInterface {
  readonly name = 'CreateThankYou1795000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE thank_you.card (
        brand_id uuid NOT NULL DEFAULT platform.current_brand(),
        id uuid NOT NULL,
        member_id uuid NOT NULL,
        order_id uuid,
        text text NOT NULL CHECK (text <> ''),
        written_at timestamptz NOT NULL DEFAULT platform.current_now(),
        read_at timestamptz,
        PRIMARY KEY (brand_id, id),
        UNIQUE (brand_id, order_id),
        FOREIGN KEY (brand_id, member_id) REFERENCES member.member
      );
      CREATE INDEX ON thank_you.card (brand_id, member_id, id);
      CREATE INDEX ON thank_you.card (brand_id, written_at);
      CALL platform.protect('thank_you.card');`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE thank_you.card');
  }
}
