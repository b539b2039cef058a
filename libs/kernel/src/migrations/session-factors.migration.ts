import type { MigrationInterface, QueryRunner } from 'typeorm';
import { isolationGaps } from './platform/isolation-gaps';

/** Whether somebody showed a second factor at the identity provider by whose word they signed in. */
export class SessionFactors1791500000311 implements MigrationInterface {
  readonly name = 'SessionFactors1791500000311';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE platform.session ADD COLUMN second_factor boolean NOT NULL DEFAULT false');
    await runner.query(functions);
    await runner.query(isolationGaps);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION platform.session_has_second_factor(uuid);
      DROP FUNCTION platform.open_session(uuid, text, uuid, uuid, uuid, uuid, bytea, bytea, boolean);
      ALTER TABLE platform.session DROP COLUMN second_factor`);
  }
}

const functions = `
-- The one without the flag stays for the version that calls it.
CREATE FUNCTION platform.open_session(p_id uuid, p_kind text, p_brand uuid, p_subject uuid, p_account uuid, p_access_id uuid, p_access bytea, p_refresh bytea,
                                      p_second_factor boolean)
RETURNS timestamptz LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
AS $$
DECLARE v_expiry timestamptz := platform.open_session(p_id, p_kind, p_brand, p_subject, p_account, p_access_id, p_access, p_refresh);
BEGIN
  IF p_second_factor THEN UPDATE platform.session SET second_factor = true WHERE id = p_id; END IF;
  RETURN v_expiry;
END $$;

CREATE FUNCTION platform.session_has_second_factor(p_session uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$ SELECT EXISTS (SELECT FROM platform.session s WHERE s.id = p_session AND s.second_factor AND s.ended_at IS NULL) $$;

REVOKE ALL ON FUNCTION platform.session_has_second_factor(uuid),
  platform.open_session(uuid, text, uuid, uuid, uuid, uuid, bytea, bytea, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION platform.session_has_second_factor(uuid),
  platform.open_session(uuid, text, uuid, uuid, uuid, uuid, bytea, bytea, boolean) TO regulars_app;
`;
