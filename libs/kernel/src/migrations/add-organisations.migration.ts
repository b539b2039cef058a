import type { MigrationInterface, QueryRunner } from 'typeorm';
import { isolationGaps } from './platform/isolation-gaps';

/** Several brands under one roof. Adding a column without a default rewrites nothing. */
export class AddOrganisations1790300000000 implements MigrationInterface {
  readonly name = 'AddOrganisations1790300000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query([ORGANISATION, isolationGaps].join('\n'));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE platform.brand DROP COLUMN organisation_id;
      DROP FUNCTION platform.refuse_joining();
      DROP TABLE platform.organisation`);
  }
}

const ORGANISATION = `
CREATE TABLE platform.organisation (
  id uuid PRIMARY KEY,
  code text NOT NULL UNIQUE,
  name text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
ALTER TABLE platform.brand ADD COLUMN organisation_id uuid REFERENCES platform.organisation;

-- A brand sees the organisation it belongs to; who runs the installation sees and makes them all.
ALTER TABLE platform.organisation ENABLE ROW LEVEL SECURITY;
ALTER TABLE platform.organisation FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON platform.organisation FOR SELECT
  USING (id = (SELECT b.organisation_id FROM platform.brand b WHERE b.id = platform.current_brand()));
CREATE POLICY operator ON platform.organisation
  USING ((SELECT platform.is_operator())) WITH CHECK ((SELECT platform.is_operator()));
CREATE POLICY owner ON platform.organisation TO CURRENT_USER USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON platform.organisation TO regulars_app;

GRANT UPDATE (organisation_id) ON platform.brand TO regulars_app;
CREATE FUNCTION platform.refuse_joining() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT platform.is_operator() THEN
    RAISE EXCEPTION 'Who runs the installation says which organisation a brand belongs to' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER refuse_joining BEFORE UPDATE OF organisation_id ON platform.brand
  FOR EACH ROW EXECUTE FUNCTION platform.refuse_joining();
`;
