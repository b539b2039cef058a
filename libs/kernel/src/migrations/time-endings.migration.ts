import type { MigrationInterface, QueryRunner } from 'typeorm';
import { isolationGaps } from './platform/isolation-gaps';

/** When a member's session ended: by that is told what ended it. The function before stays for the version that calls it. */
export class TimeEndings1791400000100 implements MigrationInterface {
  readonly name = 'TimeEndings1791400000100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(formerCaller);
    await runner.query(isolationGaps);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION platform.former_caller(bytea)');
  }
}

const formerCaller = `
-- A member's access token whose session has ended, for as long as the token would have been good.
CREATE FUNCTION platform.former_caller(p_hash bytea) RETURNS TABLE (brand_id uuid, subject_id uuid, session_id uuid, ended_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  SELECT c.brand_id, c.subject_id, c.session_id, s.ended_at FROM platform.credential c JOIN platform.session s ON s.id = c.session_id
  WHERE c.token_hash = p_hash AND c.kind = 'member' AND c.revoked_at IS NULL AND c.expires_at > clock_timestamp() AND s.ended_at IS NOT NULL
$$;
REVOKE ALL ON FUNCTION platform.former_caller(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION platform.former_caller(bytea) TO regulars_app;
`;
