import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The operations that a key may run, when it may not run just anything. */
export class AddKeyManifests1790700000100 implements MigrationInterface {
  readonly name = 'AddKeyManifests1790700000100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
CREATE TABLE platform.key_manifest (
  brand_id uuid NOT NULL DEFAULT platform.current_brand() REFERENCES platform.brand,
  key_id uuid NOT NULL,
  audience text NOT NULL CHECK (audience IN ('staff', 'member')),
  operations jsonb NOT NULL CHECK (jsonb_typeof(operations) = 'array'),
  PRIMARY KEY (brand_id, key_id)
);
CALL platform.protect('platform.key_manifest');
CALL platform.track_revision('platform.key_manifest');
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE platform.key_manifest');
  }
}
