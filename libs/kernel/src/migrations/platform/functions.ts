/** Who a transaction acts for, and when: settings that end with it, read by every policy and default. */
export const requestFunctions = `
CREATE FUNCTION platform.current_brand() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT NULLIF(current_setting('app.brand_id', true), '')::uuid $$;

CREATE FUNCTION platform.current_now() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT NULLIF(current_setting('app.now', true), '')::timestamptz $$;

CREATE FUNCTION platform.is_operator() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT COALESCE(current_setting('app.operator', true), '') = 'on' $$;

-- Days of an offset are 24 hours, whatever zone the session is in. Milliseconds, so that a JavaScript Date is exact.
CREATE FUNCTION platform.clock(p_offset interval) RETURNS timestamptz LANGUAGE sql VOLATILE PARALLEL SAFE
AS $$ SELECT date_trunc('milliseconds', (clock_timestamp() AT TIME ZONE 'UTC' + p_offset) AT TIME ZONE 'UTC') $$;

-- The first statement of every transaction. Names the brand, fixes its now (p_now, else the brand's clock) and says
-- whether an operator of the installation acts. Answers the database's time, the brand's revision (null: no such
-- brand, or the nil uuid of operators) and the now that was fixed.
CREATE FUNCTION platform.enter(p_brand uuid, p_now timestamptz, p_operator boolean)
RETURNS TABLE (database_now timestamptz, revision bigint, brand_now timestamptz) LANGUAGE plpgsql VOLATILE
AS $$
DECLARE v_revision bigint; v_offset interval; v_now timestamptz;
BEGIN
  PERFORM set_config('app.brand_id', p_brand::text, true),
          set_config('app.operator', CASE WHEN p_operator THEN 'on' ELSE 'off' END, true);
  SELECT b.revision, b.clock_offset INTO v_revision, v_offset FROM platform.brand b WHERE b.id = p_brand;
  v_now := COALESCE(date_trunc('milliseconds', p_now), platform.clock(COALESCE(v_offset, interval '0')));
  PERFORM set_config('app.now', v_now::text, true);
  RETURN QUERY SELECT clock_timestamp(), v_revision, v_now;
END $$;
`;

/** Version 7 with the microseconds in its first random bits, as PostgreSQL 18 makes them itself. */
export const uuidFunction = `
DO $do$ BEGIN
  IF current_setting('server_version_num')::int >= 180000 THEN
    CREATE FUNCTION platform.uuid_v7() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE
    AS $$ SELECT pg_catalog.uuidv7() $$;
  ELSE
    CREATE FUNCTION platform.uuid_v7() RETURNS uuid LANGUAGE plpgsql VOLATILE PARALLEL SAFE
    AS $$
    DECLARE
      v_micros bigint := (extract(epoch FROM clock_timestamp()) * 1000000)::bigint;
      v_head bytea := int8send(((v_micros / 1000) << 16) | 28672 | ((v_micros % 1000) * 4096 / 1000));
    BEGIN
      RETURN encode(v_head || substring(uuid_send(gen_random_uuid()) FROM 9), 'hex')::uuid;
    END $$;
  END IF;
END $do$;
`;

/** What a migration calls for each of its tables. */
export const tableProcedures = `
-- Row-level security for a table with a brand_id: seen and written for the current brand only, by its owner too.
CREATE PROCEDURE platform.isolate(p_table regclass) LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = p_table AND attname = 'brand_id' AND attnotnull) THEN
    RAISE EXCEPTION '% has no brand_id uuid NOT NULL', p_table;
  END IF;
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', p_table);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', p_table);
  EXECUTE format('CREATE POLICY tenant ON %s USING (brand_id = (SELECT platform.current_brand()))
                  WITH CHECK (brand_id = (SELECT platform.current_brand()))', p_table);
END $$;

CREATE PROCEDURE platform.protect(p_table regclass) LANGUAGE plpgsql AS $$
BEGIN
  CALL platform.isolate(p_table);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO regulars_app', p_table);
END $$;

CREATE FUNCTION platform.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%.% keeps history: rows are added, never changed or removed', TG_TABLE_SCHEMA, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE PROCEDURE platform.protect_append_only(p_table regclass) LANGUAGE plpgsql AS $$
BEGIN
  CALL platform.isolate(p_table);
  EXECUTE format('GRANT SELECT, INSERT ON %s TO regulars_app', p_table);
  EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %s
                  FOR EACH STATEMENT EXECUTE FUNCTION platform.refuse_change()', p_table);
END $$;

-- Once per transaction; a savepoint that is rolled back takes the mark back with it.
CREATE FUNCTION platform.bump_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('app.revised', true) IS DISTINCT FROM current_setting('app.brand_id', true) THEN
    UPDATE platform.brand SET revision = revision + 1 WHERE id = platform.current_brand();
    PERFORM set_config('app.revised', current_setting('app.brand_id', true), true);
  END IF;
  RETURN NULL;
END $$;

CREATE PROCEDURE platform.track_revision(p_table regclass) LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('CREATE TRIGGER track_revision AFTER INSERT OR UPDATE OR DELETE ON %s
                  FOR EACH STATEMENT EXECUTE FUNCTION platform.bump_revision()', p_table);
END $$;
`;
