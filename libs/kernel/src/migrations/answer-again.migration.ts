import type { MigrationInterface, QueryRunner } from 'typeorm';
import { isolationGaps } from './platform/isolation-gaps';

/** Whose token it was: what ended a member's session may be asked again, by the same token, and is answered the same. */
export class AnswerAgain1791300000310 implements MigrationInterface {
  readonly name = 'AnswerAgain1791300000310';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(endedFunction);
    await runner.query(isolationGaps);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION platform.ended_by_hash(bytea)');
  }
}

const endedFunction = `
-- A member's access token whose session has ended, for as long as the token would have been good.
CREATE FUNCTION platform.ended_by_hash(p_hash bytea) RETURNS TABLE (brand_id uuid, subject_id uuid, session_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  SELECT c.brand_id, c.subject_id, c.session_id FROM platform.credential c JOIN platform.session s ON s.id = c.session_id
  WHERE c.token_hash = p_hash AND c.kind = 'member' AND c.revoked_at IS NULL AND c.expires_at > clock_timestamp() AND s.ended_at IS NOT NULL
$$;
REVOKE ALL ON FUNCTION platform.ended_by_hash(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION platform.ended_by_hash(bytea) TO regulars_app;
`;
