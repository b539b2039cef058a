/** Row-level security of the platform's own tables. */
export const platformPolicies = `
CALL platform.protect('platform.brand_plugin');
CALL platform.protect('platform.idempotency');
CALL platform.protect_append_only('platform.event');
CALL platform.protect('platform.delivery');
CALL platform.protect('platform.deferred_reaction');
CALL platform.protect('platform.job_due');
CALL platform.protect('platform.file');
CALL platform.protect('platform.file_chunk');
REVOKE INSERT, DELETE ON platform.delivery, platform.job_due FROM regulars_app;

ALTER TABLE platform.plan ENABLE ROW LEVEL SECURITY;
ALTER TABLE platform.plan FORCE ROW LEVEL SECURITY;
CREATE POLICY everybody ON platform.plan FOR SELECT USING (true);
CREATE POLICY operator ON platform.plan USING ((SELECT platform.is_operator())) WITH CHECK ((SELECT platform.is_operator()));
GRANT SELECT, INSERT, UPDATE ON platform.plan TO regulars_app;

ALTER TABLE platform.brand ENABLE ROW LEVEL SECURITY;
ALTER TABLE platform.brand FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON platform.brand
  USING (id = (SELECT platform.current_brand()) OR (SELECT platform.is_operator()))
  WITH CHECK (id = (SELECT platform.current_brand()) OR (SELECT platform.is_operator()));
CREATE POLICY operator_adds ON platform.brand AS RESTRICTIVE FOR INSERT WITH CHECK ((SELECT platform.is_operator()));
GRANT SELECT, INSERT ON platform.brand TO regulars_app;
GRANT UPDATE (name, time_zone, currency, region, day_starts_at, locales, clock_offset, version, revision)
  ON platform.brand TO regulars_app;

-- Nobody but the owner touches credentials; requests look one up by its hash.
ALTER TABLE platform.credential ENABLE ROW LEVEL SECURITY;
ALTER TABLE platform.credential FORCE ROW LEVEL SECURITY;
`;

/** Changes of a brand, its switches or its plan drop what every node keeps of it. */
export const revisionTriggers = `
CALL platform.track_revision('platform.brand_plugin');

CREATE FUNCTION platform.revise_brand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.revision := GREATEST(NEW.revision, OLD.revision + 1);
  RETURN NEW;
END $$;
CREATE TRIGGER revise BEFORE UPDATE OF name, time_zone, currency, region, day_starts_at, locales, sandbox, plan_code, clock_offset
  ON platform.brand FOR EACH ROW EXECUTE FUNCTION platform.revise_brand();

CREATE FUNCTION platform.revise_brands_of_plan() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE platform.brand SET revision = revision + 1 WHERE plan_code = NEW.code;
  RETURN NULL;
END $$;
CREATE TRIGGER revise AFTER UPDATE ON platform.plan FOR EACH ROW EXECUTE FUNCTION platform.revise_brands_of_plan();
`;

/** The relay sees the queues of every brand; the owner, who obeys FORCE too, sets up brands and credentials. */
export const rolePolicies = `
GRANT USAGE ON SCHEMA platform, graphile_worker TO regulars_relay;
DO $$
DECLARE v_table text;
BEGIN
  FOREACH v_table IN ARRAY ARRAY['plan', 'brand', 'brand_plugin', 'event', 'idempotency', 'delivery',
                                 'deferred_reaction', 'job_due', 'file'] LOOP
    EXECUTE format('CREATE POLICY relay ON platform.%I TO regulars_relay USING (true) WITH CHECK (true)', v_table);
  END LOOP;
  FOREACH v_table IN ARRAY ARRAY['plan', 'brand', 'brand_plugin', 'credential'] LOOP
    EXECUTE format('CREATE POLICY owner ON platform.%I TO CURRENT_USER USING (true) WITH CHECK (true)', v_table);
  END LOOP;
END $$;
GRANT SELECT ON platform.plan, platform.brand, platform.brand_plugin, platform.event TO regulars_relay;
GRANT SELECT, INSERT, UPDATE, DELETE ON platform.delivery, platform.deferred_reaction, platform.job_due,
  platform.relay_cursor TO regulars_relay;
GRANT SELECT, DELETE ON platform.idempotency, platform.file TO regulars_relay;
`;

/** The two doors through which the application reaches what it may not touch itself. */
export const definerFunctions = `
CREATE FUNCTION platform.credential_by_hash(p_hash bytea)
RETURNS TABLE (id uuid, audience text, brand_id uuid, kind text, name text, member_id uuid, permissions text[], expires_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  SELECT c.id, c.audience, c.brand_id, c.kind, c.name, c.member_id, c.permissions, c.expires_at
  FROM platform.credential c
  WHERE c.token_hash = p_hash AND c.revoked_at IS NULL AND (c.expires_at IS NULL OR c.expires_at > clock_timestamp())
$$;

-- The payload names the brand it is for, which is the current one. Sends a NOTIFY with the commit, and such commits wait
-- for each other: for long work that somebody asked for, not for what every order causes (an event and a handler).
CREATE FUNCTION platform.add_job(p_task text, p_payload json) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
AS $$
BEGIN
  IF platform.current_brand() IS NULL OR p_payload ->> 'brandId' IS DISTINCT FROM platform.current_brand()::text THEN
    RAISE EXCEPTION 'Background work is for the current brand' USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM graphile_worker.add_job(p_task, p_payload, max_attempts => 8);
END $$;

REVOKE ALL ON FUNCTION platform.credential_by_hash(bytea), platform.add_job(text, json) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION platform.credential_by_hash(bytea), platform.add_job(text, json) TO regulars_app;
`;

/**
 * graphile-worker's tables are under row-level security without policies: its owner alone gets in. The relay runs
 * the tasks, so it gets in too.
 */
export const queueRights = `
DO $$
DECLARE v_table text;
BEGIN
  FOREACH v_table IN ARRAY ARRAY['_private_jobs', '_private_job_queues', '_private_tasks', '_private_known_crontabs'] LOOP
    EXECUTE format('CREATE POLICY relay ON graphile_worker.%I TO regulars_relay USING (true) WITH CHECK (true)', v_table);
  END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA graphile_worker TO regulars_relay;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA graphile_worker TO regulars_relay;
`;
