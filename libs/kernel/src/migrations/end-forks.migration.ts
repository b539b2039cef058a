import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sessionFunctions } from './platform/caller-functions';

/** Of a session's refresh tokens one at most is good for more than a repeat: two holders cannot both go on with it. */
export class EndForks1791000000300 implements MigrationInterface {
  readonly name = 'EndForks1791000000300';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(refreshFunctions);
  }

  async down(runner: QueryRunner): Promise<void> {
    const before = sessionFunctions.match(/CREATE FUNCTION platform\.(session_to_refresh|refresh_session)\([\s\S]*?\nEND \$\$;/g) ?? [];
    for (const text of before) await runner.query(text.replace('CREATE FUNCTION', 'CREATE OR REPLACE FUNCTION'));
    await runner.query('ALTER TABLE platform.refresh_token DROP COLUMN successor_of');
  }
}

const refreshFunctions = `
-- The token it was given for. One that was given for the same token later takes its place: replaced_at is then -infinity.
ALTER TABLE platform.refresh_token ADD COLUMN successor_of bytea;

-- Locks the session a refresh token belongs to; no row when the token is of no use. The repeat of an answer that was lost
-- comes within 30 s of the first, and before what was answered is used. Any other that was replaced ends its session: two hold it.
CREATE OR REPLACE FUNCTION platform.session_to_refresh(p_refresh bytea, p_kind text)
RETURNS TABLE (id uuid, brand_id uuid, subject_id uuid, account_id uuid) LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
AS $$
DECLARE v_session platform.session; v_token platform.refresh_token;
BEGIN
  SELECT s.* INTO v_session FROM platform.session s
    JOIN platform.refresh_token t ON t.session_id = s.id WHERE t.token_hash = p_refresh FOR NO KEY UPDATE OF s;
  IF v_session.id IS NULL OR v_session.kind <> p_kind OR v_session.ended_at IS NOT NULL THEN RETURN; END IF;
  IF p_kind = 'member' AND NOT platform.may_sign_in_to(v_session.brand_id) THEN RETURN; END IF;
  -- Read under the lock: another refresh may have replaced it while this one waited.
  SELECT t.* INTO v_token FROM platform.refresh_token t WHERE t.token_hash = p_refresh;
  IF v_token.token_hash IS NULL OR v_token.expires_at <= clock_timestamp() THEN RETURN; END IF;
  IF v_token.replaced_at < clock_timestamp() - interval '30 seconds' OR EXISTS (
    SELECT FROM platform.refresh_token t
     WHERE t.session_id = v_session.id AND t.successor_of = p_refresh AND t.replaced_at > '-infinity'
  ) THEN
    UPDATE platform.session s SET ended_at = clock_timestamp(), ended_by = 'REUSE' WHERE s.id = v_session.id;
    RETURN;
  END IF;
  RETURN QUERY SELECT v_session.id, v_session.brand_id, v_session.subject_id, v_session.account_id;
END $$;

CREATE OR REPLACE FUNCTION platform.refresh_session(p_old bytea, p_brand uuid, p_subject uuid, p_access_id uuid, p_access bytea, p_refresh bytea)
RETURNS timestamptz LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
AS $$
DECLARE v_session uuid; v_expiry timestamptz;
BEGIN
  UPDATE platform.refresh_token SET replaced_at = COALESCE(replaced_at, clock_timestamp()) WHERE token_hash = p_old RETURNING session_id INTO v_session;
  UPDATE platform.session SET brand_id = p_brand, subject_id = p_subject, expires_at = clock_timestamp() + interval '30 days'
   WHERE id = v_session AND ended_at IS NULL;
  IF NOT FOUND THEN RAISE EXCEPTION 'The session has ended'; END IF;
  UPDATE platform.refresh_token SET replaced_at = '-infinity' WHERE session_id = v_session AND successor_of = p_old AND replaced_at IS NULL;
  v_expiry := platform.issue_tokens(v_session, p_access_id, p_access, p_refresh);
  UPDATE platform.refresh_token SET successor_of = p_old WHERE token_hash = p_refresh;
  RETURN v_expiry;
END $$;
`;
