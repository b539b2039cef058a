import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is said, in versions: what was sent once can be read again as it was said. */
export class CreateTemplates1791500000881 implements MigrationInterface {
  readonly name = 'CreateTemplates1791500000881';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE messaging.template (
        brand_id uuid NOT NULL DEFAULT platform.current_brand(),
        id uuid NOT NULL,
        name text NOT NULL,
        purpose text NOT NULL CHECK (purpose IN ('MARKETING', 'SERVICE')),
        version int NOT NULL,
        archived_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT platform.current_now(),
        PRIMARY KEY (brand_id, id));
      CALL platform.protect('messaging.template');
      CALL platform.track_revision('messaging.template');

      CREATE TABLE messaging.template_version (
        brand_id uuid NOT NULL DEFAULT platform.current_brand(),
        template_id uuid NOT NULL,
        number int NOT NULL,
        terms jsonb NOT NULL,
        created_at timestamptz NOT NULL DEFAULT platform.current_now(),
        PRIMARY KEY (brand_id, template_id, number),
        FOREIGN KEY (brand_id, template_id) REFERENCES messaging.template);
      CALL platform.protect_append_only('messaging.template_version');`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE messaging.template_version, messaging.template');
  }
}
