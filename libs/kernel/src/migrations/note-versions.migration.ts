import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which version of each module has migrated the database, and which are old enough to be refused by it. */
export class NoteVersions1791500000710 implements MigrationInterface {
  readonly name = 'NoteVersions1791500000710';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Written by whoever migrates, and read by whoever starts.
      CREATE TABLE platform.module_version (
        module text PRIMARY KEY,
        version text NOT NULL,      -- the newest that has migrated
        serves_from text NOT NULL,  -- the oldest that works on this schema
        migrations text[] NOT NULL  -- what has run, as in the module's own history, which processes cannot read
      );
      GRANT SELECT ON platform.module_version TO regulars_relay;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE platform.module_version');
  }
}
