/** `masks`: how a key sees fields of personal data, by `Type.field`. */
export const keyMasks = `
ALTER TABLE platform.credential ADD COLUMN masks jsonb NOT NULL DEFAULT '{}';

DROP FUNCTION platform.credential_by_hash(bytea);
CREATE FUNCTION platform.credential_by_hash(p_hash bytea)
RETURNS TABLE (id uuid, audience text, brand_id uuid, kind text, name text, member_id uuid, permissions text[], expires_at timestamptz,
               store_ids uuid[], session_id uuid, subject_id uuid, masks jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  SELECT c.id, c.audience, c.brand_id, c.kind, c.name, c.member_id, c.permissions, c.expires_at, c.store_ids, c.session_id, c.subject_id, c.masks
  FROM platform.credential c
  WHERE c.token_hash = p_hash AND c.revoked_at IS NULL AND (c.expires_at IS NULL OR c.expires_at > clock_timestamp())
    AND (c.session_id IS NULL OR EXISTS (SELECT FROM platform.session s WHERE s.id = c.session_id AND s.ended_at IS NULL))
$$;

DROP FUNCTION platform.create_key(uuid, bytea, text, text, text[], uuid[], timestamptz);
-- Answers false, and makes none, when it would have expired already.
CREATE FUNCTION platform.create_key(p_id uuid, p_hash bytea, p_kind text, p_name text, p_permissions text[], p_store_ids uuid[], p_masks jsonb, p_expires_at timestamptz)
RETURNS boolean LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
AS $$
BEGIN
  IF p_kind NOT IN ('integration', 'anonymous') THEN
    RAISE EXCEPTION 'A key is for a machine' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF p_expires_at <= clock_timestamp() THEN RETURN false; END IF;
  INSERT INTO platform.credential (id, token_hash, audience, brand_id, kind, name, permissions, store_ids, masks, expires_at)
  VALUES (p_id, p_hash, CASE p_kind WHEN 'anonymous' THEN 'member' ELSE 'staff' END, platform.current_brand(), p_kind, p_name, p_permissions, p_store_ids, p_masks, p_expires_at);
  RETURN true;
END $$;

REVOKE ALL ON FUNCTION platform.credential_by_hash(bytea), platform.create_key(uuid, bytea, text, text, text[], uuid[], jsonb, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION platform.credential_by_hash(bytea), platform.create_key(uuid, bytea, text, text, text[], uuid[], jsonb, timestamptz) TO regulars_app;
`;
