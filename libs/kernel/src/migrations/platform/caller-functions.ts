/**
 * The doors to sessions. They run with the owner's rights because somebody who signs in has no brand yet. That gives
 * the application nothing it has not: it names its brand itself (`platform.enter`), so it could open a session for any
 * brand by naming that one first. Where a brand is named, no other is reached.
 */
export const sessionFunctions = `
DROP FUNCTION platform.credential_by_hash(bytea);
CREATE FUNCTION platform.credential_by_hash(p_hash bytea)
RETURNS TABLE (id uuid, audience text, brand_id uuid, kind text, name text, member_id uuid, permissions text[], expires_at timestamptz,
               store_ids uuid[], session_id uuid, subject_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  SELECT c.id, c.audience, c.brand_id, c.kind, c.name, c.member_id, c.permissions, c.expires_at, c.store_ids, c.session_id, c.subject_id
  FROM platform.credential c
  WHERE c.token_hash = p_hash AND c.revoked_at IS NULL AND (c.expires_at IS NULL OR c.expires_at > clock_timestamp())
    AND (c.session_id IS NULL OR EXISTS (SELECT FROM platform.session s WHERE s.id = c.session_id AND s.ended_at IS NULL))
$$;

CREATE FUNCTION platform.may_sign_in_to(p_brand uuid) RETURNS boolean LANGUAGE sql STABLE SET search_path = pg_catalog
AS $$ SELECT platform.current_brand() IN (p_brand, '00000000-0000-0000-0000-000000000000') $$;

-- The next pair of a session; answers when the access token ends.
CREATE FUNCTION platform.issue_tokens(p_session uuid, p_access_id uuid, p_access bytea, p_refresh bytea) RETURNS timestamptz
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog
AS $$
DECLARE v_expiry timestamptz := date_trunc('milliseconds', clock_timestamp() + interval '15 minutes');
BEGIN
  INSERT INTO platform.credential (id, token_hash, audience, brand_id, kind, name, member_id, session_id, subject_id, expires_at)
  SELECT p_access_id, p_access, s.kind, s.brand_id, s.kind, '', CASE s.kind WHEN 'member' THEN s.subject_id END, s.id, s.subject_id, v_expiry
    FROM platform.session s WHERE s.id = p_session;
  INSERT INTO platform.refresh_token (token_hash, session_id, expires_at)
  SELECT p_refresh, s.id, s.expires_at FROM platform.session s WHERE s.id = p_session;
  RETURN v_expiry;
END $$;

CREATE FUNCTION platform.open_session(p_id uuid, p_kind text, p_brand uuid, p_subject uuid, p_account uuid, p_access_id uuid, p_access bytea, p_refresh bytea)
RETURNS timestamptz LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
AS $$
BEGIN
  IF NOT platform.may_sign_in_to(p_brand) THEN
    RAISE EXCEPTION 'A session is opened in the current brand' USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO platform.session (id, kind, brand_id, subject_id, account_id, expires_at)
  VALUES (p_id, p_kind, p_brand, p_subject, p_account, clock_timestamp() + interval '30 days');
  RETURN platform.issue_tokens(p_id, p_access_id, p_access, p_refresh);
END $$;

-- Locks the session a refresh token belongs to; no row when the token is of no use. One that was replaced more than 30 s
-- ago ends its session: the repeat of an answer that was lost comes sooner, so two hold it.
CREATE FUNCTION platform.session_to_refresh(p_refresh bytea, p_kind text)
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
  IF v_token.replaced_at < clock_timestamp() - interval '30 seconds' THEN
    UPDATE platform.session s SET ended_at = clock_timestamp(), ended_by = 'REUSE' WHERE s.id = v_session.id;
    RETURN;
  END IF;
  RETURN QUERY SELECT v_session.id, v_session.brand_id, v_session.subject_id, v_session.account_id;
END $$;

CREATE FUNCTION platform.refresh_session(p_old bytea, p_brand uuid, p_subject uuid, p_access_id uuid, p_access bytea, p_refresh bytea)
RETURNS timestamptz LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
AS $$
DECLARE v_session uuid;
BEGIN
  UPDATE platform.refresh_token SET replaced_at = COALESCE(replaced_at, clock_timestamp()) WHERE token_hash = p_old RETURNING session_id INTO v_session;
  UPDATE platform.session SET brand_id = p_brand, subject_id = p_subject, expires_at = clock_timestamp() + interval '30 days'
   WHERE id = v_session AND ended_at IS NULL;
  IF NOT FOUND THEN RAISE EXCEPTION 'The session has ended'; END IF;
  RETURN platform.issue_tokens(v_session, p_access_id, p_access, p_refresh);
END $$;

CREATE FUNCTION platform.end_session(p_session uuid) RETURNS void LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  UPDATE platform.session SET ended_at = clock_timestamp(), ended_by = 'SIGN_OUT' WHERE id = p_session AND ended_at IS NULL
$$;

CREATE FUNCTION platform.end_sessions(p_subject uuid, p_account uuid) RETURNS void LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  UPDATE platform.session SET ended_at = clock_timestamp(), ended_by = 'SIGN_OUT'
   WHERE ended_at IS NULL AND (account_id = p_account OR (subject_id = p_subject AND platform.may_sign_in_to(brand_id)))
$$;
`;

/** Keys of machines, of the current brand only. */
export const keyFunctions = `
CREATE FUNCTION platform.brand_keys()
RETURNS TABLE (id uuid, kind text, name text, permissions text[], store_ids uuid[], created_at timestamptz, expires_at timestamptz,
               last_used_at timestamptz, revoked_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  SELECT c.id, c.kind, c.name, c.permissions, c.store_ids, c.created_at, c.expires_at, c.last_used_at, c.revoked_at
  FROM platform.credential c
  WHERE c.brand_id = platform.current_brand() AND c.session_id IS NULL AND c.kind IN ('integration', 'anonymous')
$$;

CREATE FUNCTION platform.create_key(p_id uuid, p_hash bytea, p_kind text, p_name text, p_permissions text[], p_store_ids uuid[], p_expires_at timestamptz)
RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
AS $$
BEGIN
  IF p_kind NOT IN ('integration', 'anonymous') THEN
    RAISE EXCEPTION 'A key is for a machine' USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO platform.credential (id, token_hash, audience, brand_id, kind, name, permissions, store_ids, expires_at)
  VALUES (p_id, p_hash, CASE p_kind WHEN 'anonymous' THEN 'member' ELSE 'staff' END, platform.current_brand(), p_kind, p_name, p_permissions, p_store_ids, p_expires_at);
END $$;

CREATE FUNCTION platform.revoke_key(p_id uuid) RETURNS boolean LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  UPDATE platform.credential SET revoked_at = COALESCE(revoked_at, clock_timestamp())
   WHERE id = p_id AND brand_id = platform.current_brand() AND session_id IS NULL AND kind IN ('integration', 'anonymous')
  RETURNING true
$$;

CREATE FUNCTION platform.note_key_use(p_ids uuid[]) RETURNS void LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  UPDATE platform.credential SET last_used_at = clock_timestamp()
   WHERE id = ANY (p_ids) AND (last_used_at IS NULL OR last_used_at < clock_timestamp() - interval '1 minute')
$$;
`;

/** Limits, codes, and what is removed once it has ended. */
export const limitFunctions = `
-- Null when the attempt was counted, else the seconds until one would be. By the brand's clock, where there is a brand.
CREATE FUNCTION platform.take_attempt(p_key bytea, p_max int[], p_seconds int[], p_brand uuid) RETURNS int
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
AS $$
DECLARE v_taken timestamptz[]; v_now timestamptz; v_longest interval; v_wait interval;
BEGIN
  SELECT make_interval(secs => max(s)) INTO v_longest FROM unnest(p_seconds) s;
  LOOP
    INSERT INTO platform.attempts (key, taken, expires_at) VALUES (p_key, '{}', clock_timestamp() + v_longest) ON CONFLICT (key) DO NOTHING;
    SELECT a.taken INTO v_taken FROM platform.attempts a WHERE a.key = p_key FOR UPDATE;
    EXIT WHEN FOUND; -- else it was swept in between
  END LOOP;
  v_now := platform.clock(COALESCE((SELECT b.clock_offset FROM platform.brand b WHERE b.id = p_brand), interval '0'));
  SELECT max(full_window.frees_at - v_now) INTO v_wait
    FROM unnest(p_max, p_seconds) AS rule(most, seconds)
    CROSS JOIN LATERAL (
      -- The attempt that has to grow old before there is room for another.
      SELECT one.moment + make_interval(secs => rule.seconds) AS frees_at FROM unnest(v_taken) AS one (moment)
       WHERE one.moment > v_now - make_interval(secs => rule.seconds) ORDER BY one.moment DESC OFFSET rule.most - 1 LIMIT 1
    ) AS full_window;
  IF v_wait IS NOT NULL THEN RETURN GREATEST(1, ceil(extract(epoch FROM v_wait)))::int; END IF;
  UPDATE platform.attempts SET
    taken = array_append(ARRAY(SELECT one.moment FROM unnest(v_taken) AS one (moment) WHERE one.moment > v_now - v_longest), v_now),
    expires_at = GREATEST(expires_at, clock_timestamp() + v_longest)
   WHERE key = p_key;
  RETURN NULL;
END $$;

CREATE FUNCTION platform.clear_attempts(p_key bytea) RETURNS void LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
AS $$ DELETE FROM platform.attempts WHERE key = p_key $$;

CREATE FUNCTION platform.send_code(p_id uuid, p_sealed bytea, p_seconds int) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  INSERT INTO platform.outgoing_code (id, brand_id, sealed, expires_at)
  VALUES (p_id, NULLIF(platform.current_brand(), '00000000-0000-0000-0000-000000000000'), p_sealed, clock_timestamp() + make_interval(secs => p_seconds))
$$;

CREATE FUNCTION platform.sweep_callers(p_batch int) RETURNS TABLE (access_tokens int, refresh_tokens int, sessions int, attempts int, codes int)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
AS $$
DECLARE v_now timestamptz := clock_timestamp();
BEGIN
  DELETE FROM platform.credential WHERE ctid IN (SELECT c.ctid FROM platform.credential c WHERE c.session_id IS NOT NULL AND c.expires_at < v_now LIMIT p_batch);
  GET DIAGNOSTICS access_tokens = ROW_COUNT;
  DELETE FROM platform.refresh_token WHERE ctid IN (SELECT t.ctid FROM platform.refresh_token t WHERE t.expires_at < v_now LIMIT p_batch);
  GET DIAGNOSTICS refresh_tokens = ROW_COUNT;
  -- Ended ones stay as long as they could have lasted: that is how long their tokens may be shown again.
  DELETE FROM platform.session WHERE ctid IN (SELECT s.ctid FROM platform.session s WHERE s.expires_at < v_now LIMIT p_batch);
  GET DIAGNOSTICS sessions = ROW_COUNT;
  DELETE FROM platform.attempts WHERE ctid IN (SELECT a.ctid FROM platform.attempts a WHERE a.expires_at < v_now LIMIT p_batch);
  GET DIAGNOSTICS attempts = ROW_COUNT;
  DELETE FROM platform.outgoing_code WHERE ctid IN (SELECT o.ctid FROM platform.outgoing_code o WHERE o.expires_at < v_now LIMIT p_batch);
  GET DIAGNOSTICS codes = ROW_COUNT;
  RETURN NEXT;
END $$;
`;

export const callerRights = `
REVOKE ALL ON FUNCTION platform.credential_by_hash(bytea), platform.issue_tokens(uuid, uuid, bytea, bytea),
  platform.open_session(uuid, text, uuid, uuid, uuid, uuid, bytea, bytea), platform.session_to_refresh(bytea, text),
  platform.refresh_session(bytea, uuid, uuid, uuid, bytea, bytea), platform.end_session(uuid), platform.end_sessions(uuid, uuid),
  platform.brand_keys(), platform.create_key(uuid, bytea, text, text, text[], uuid[], timestamptz), platform.revoke_key(uuid), platform.note_key_use(uuid[]),
  platform.take_attempt(bytea, int[], int[], uuid), platform.clear_attempts(bytea), platform.send_code(uuid, bytea, int),
  platform.sweep_callers(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION platform.credential_by_hash(bytea),
  platform.open_session(uuid, text, uuid, uuid, uuid, uuid, bytea, bytea), platform.session_to_refresh(bytea, text),
  platform.refresh_session(bytea, uuid, uuid, uuid, bytea, bytea), platform.end_session(uuid), platform.end_sessions(uuid, uuid),
  platform.brand_keys(), platform.create_key(uuid, bytea, text, text, text[], uuid[], timestamptz), platform.revoke_key(uuid), platform.note_key_use(uuid[]),
  platform.take_attempt(bytea, int[], int[], uuid), platform.clear_attempts(bytea), platform.send_code(uuid, bytea, int) TO regulars_app;
GRANT EXECUTE ON FUNCTION platform.sweep_callers(int) TO regulars_relay;
`;
