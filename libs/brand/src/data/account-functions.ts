/**
 * The doors to the people behind staff. An account stands above brands, so no row-level security can tell whose it
 * is: the application has no right on the table and comes in through these alone, each of which answers about one
 * person, or about staff of the current brand. Their time is the database's, never a sandbox brand's.
 */
export const accountFunctions = `
-- One person, by the blind index of the address or by id.
CREATE FUNCTION brand.account_find(p_index bytea, p_id uuid)
RETURNS TABLE (id uuid, email_sealed bytea, password text, totp_sealed bytea, totp_pending bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  SELECT a.id, a.email_sealed, a.password, a.totp_sealed, a.totp_pending FROM brand.account a WHERE a.email_index = p_index OR a.id = p_id
$$;

-- The account of an address; a new one waits until somebody shows to have the address.
CREATE FUNCTION brand.account_ensure(p_id uuid, p_index bytea, p_sealed bytea) RETURNS uuid
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  INSERT INTO brand.account (id, email_index, email_sealed) VALUES (p_id, p_index, p_sealed)
  ON CONFLICT (email_index) DO UPDATE SET email_index = EXCLUDED.email_index RETURNING id
$$;

-- The brands somebody works for.
CREATE FUNCTION brand.account_staff(p_account uuid)
RETURNS TABLE (brand_id uuid, brand_code text, brand_name text, organisation_id uuid, staff_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  SELECT s.brand_id, b.code, b.name, b.organisation_id, s.id FROM brand.staff s JOIN platform.brand b ON b.id = s.brand_id
   WHERE s.account_id = p_account AND s.state = 'ACTIVE' ORDER BY b.code COLLATE "C"
$$;

CREATE FUNCTION brand.account_seen(p_brand uuid, p_staff uuid) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  UPDATE brand.staff SET last_seen_at = clock_timestamp() WHERE brand_id = p_brand AND id = p_staff
$$;

-- What the current brand is shown of its own staff's accounts.
CREATE FUNCTION brand.account_of_staff(p_accounts uuid[]) RETURNS TABLE (id uuid, email_sealed bytea, has_totp boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  SELECT a.id, a.email_sealed, a.totp_sealed IS NOT NULL FROM brand.account a
   WHERE a.id = ANY (p_accounts)
     AND EXISTS (SELECT FROM brand.staff s WHERE s.brand_id = platform.current_brand() AND s.account_id = a.id)
$$;

-- Compare and set: of two changes at once, one is made.
CREATE FUNCTION brand.account_set_password(p_id uuid, p_before text, p_password text) RETURNS boolean
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  UPDATE brand.account SET password = p_password, reset_hash = NULL, reset_expires_at = NULL
   WHERE id = p_id AND password IS NOT DISTINCT FROM p_before RETURNING true
$$;

-- Only who has a password can have forgotten it; others hold an invitation.
CREATE FUNCTION brand.account_begin_reset(p_index bytea, p_hash bytea, p_seconds int) RETURNS boolean
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  UPDATE brand.account a SET reset_hash = p_hash, reset_expires_at = clock_timestamp() + make_interval(secs => p_seconds)
   WHERE a.email_index = p_index AND a.password IS NOT NULL RETURNING true
$$;

-- Uses the code up; the password is set next, in the same transaction.
CREATE FUNCTION brand.account_finish_reset(p_hash bytea) RETURNS TABLE (id uuid, password text)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  UPDATE brand.account a SET reset_hash = NULL, reset_expires_at = NULL
   WHERE a.reset_hash = p_hash AND a.reset_expires_at > clock_timestamp() RETURNING a.id, a.password
$$;

CREATE FUNCTION brand.account_begin_totp(p_id uuid, p_pending bytea) RETURNS boolean
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  UPDATE brand.account SET totp_pending = p_pending WHERE id = p_id AND totp_sealed IS NULL RETURNING true
$$;

CREATE FUNCTION brand.account_set_totp(p_id uuid, p_pending bytea, p_sealed bytea, p_step bigint, p_codes bytea[]) RETURNS boolean
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  UPDATE brand.account SET totp_sealed = p_sealed, totp_pending = NULL, totp_step = p_step, recovery_codes = p_codes
   WHERE id = p_id AND totp_pending = p_pending RETURNING true
$$;

-- A code is of one step of 30 seconds, and of each step, and of none before it, one is taken.
CREATE FUNCTION brand.account_use_totp(p_id uuid, p_step bigint) RETURNS boolean
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  UPDATE brand.account SET totp_step = p_step WHERE id = p_id AND totp_step < p_step RETURNING true
$$;

CREATE FUNCTION brand.account_use_recovery_code(p_id uuid, p_hash bytea) RETURNS boolean
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  UPDATE brand.account SET recovery_codes = array_remove(recovery_codes, p_hash) WHERE id = p_id AND p_hash = ANY (recovery_codes) RETURNING true
$$;

CREATE FUNCTION brand.account_set_recovery_codes(p_id uuid, p_codes bytea[]) RETURNS boolean
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  UPDATE brand.account SET recovery_codes = p_codes WHERE id = p_id AND totp_sealed IS NOT NULL RETURNING true
$$;

CREATE FUNCTION brand.account_remove_totp(p_id uuid) RETURNS boolean
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  UPDATE brand.account SET totp_sealed = NULL, totp_pending = NULL, totp_step = NULL, recovery_codes = '{}' WHERE id = p_id RETURNING true
$$;

-- Whom an invitation is for: who holds it has not signed in, so there is no brand yet.
CREATE FUNCTION brand.account_invited(p_hash bytea)
RETURNS TABLE (brand_id uuid, staff_id uuid, id uuid, password text, totp_sealed bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  SELECT s.brand_id, s.id, a.id, a.password, a.totp_sealed FROM brand.staff s JOIN brand.account a ON a.id = s.account_id
   WHERE s.invitation_hash = p_hash AND s.invitation_expires_at > clock_timestamp() AND s.state = 'INVITED'
$$;

CREATE FUNCTION brand.account_accept(p_hash bytea) RETURNS boolean
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  UPDATE brand.staff SET state = 'ACTIVE', invitation_hash = NULL, invitation_expires_at = NULL, last_seen_at = clock_timestamp()
   WHERE invitation_hash = p_hash AND invitation_expires_at > clock_timestamp() AND state = 'INVITED' RETURNING true
$$;

-- The first owner of a brand is invited by who runs the installation, who acts in no brand.
CREATE FUNCTION brand.account_invite_owner(p_brand uuid, p_staff uuid, p_account uuid, p_name text, p_hash bytea, p_seconds int) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
AS $$
BEGIN
  IF NOT platform.is_operator() THEN
    RAISE EXCEPTION 'Only who runs the installation may do this' USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO brand.staff AS s (brand_id, id, account_id, name, roles, invitation_hash, invitation_expires_at)
  VALUES (p_brand, p_staff, p_account, p_name, '{owner}', p_hash, clock_timestamp() + make_interval(secs => p_seconds))
  ON CONFLICT (brand_id, account_id) DO UPDATE
    SET state = 'INVITED', name = EXCLUDED.name, roles = '{owner}', store_ids = NULL,
        invitation_hash = EXCLUDED.invitation_hash, invitation_expires_at = EXCLUDED.invitation_expires_at
    WHERE s.state <> 'ACTIVE';
  RETURN FOUND;
END $$;
`;

/** Whoever else may have connected gets none of them. */
export const accountRights = `
DO $$
DECLARE v_function regprocedure;
BEGIN
  FOR v_function IN SELECT p.oid FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
                     WHERE n.nspname = 'brand' AND p.prosecdef AND p.proname LIKE 'account\\_%' LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', v_function);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO regulars_app', v_function);
  END LOOP;
END $$;
`;
