import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Create{{Noun}}{{timestamp}} implements MigrationInterface {
  readonly name = 'Create{{Noun}}{{timestamp}}';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE "{{schema}}".note (
        brand_id uuid NOT NULL DEFAULT platform.current_brand(),
        id uuid NOT NULL,
        member_id uuid NOT NULL,
        text text NOT NULL CHECK (text <> ''),
        written_at timestamptz NOT NULL DEFAULT platform.current_now(),
        PRIMARY KEY (brand_id, id),
        FOREIGN KEY (brand_id, member_id) REFERENCES member.member
      );
      CREATE INDEX ON "{{schema}}".note (brand_id, member_id, id);
      CALL platform.protect('"{{schema}}".note');`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE "{{schema}}".note');
  }
}
