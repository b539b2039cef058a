/**
 * Every way past row-level security that the catalog shows; no row is what it should answer.
 *
 * Looks at all schemas but PostgreSQL's own and graphile-worker's, to which the application has no way in.
 * Exceptions stand here by name, so that a new one is a change of this function.
 */
export const isolationGaps = `
CREATE OR REPLACE FUNCTION platform.isolation_gaps() RETURNS TABLE (object text, gap text)
LANGUAGE sql STABLE SET search_path = pg_catalog
AS $$
WITH relation AS (
  SELECT c.oid, c.relkind, c.relowner, c.relrowsecurity, c.relforcerowsecurity, c.reloptions, n.nspname AS schema,
         format('%I.%I', n.nspname, c.relname) AS name,
         EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'brand_id' AND NOT a.attisdropped) AS tenant
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND n.nspname NOT IN ('information_schema', 'graphile_worker')
    AND n.nspname NOT LIKE 'pg\\_%'
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
), tenant_table AS (
  SELECT * FROM relation WHERE relkind IN ('r', 'p', 'f') AND tenant
), policy AS (
  SELECT t.name, p.polname, p.polcmd, p.polpermissive,
         COALESCE(pg_get_expr(p.polqual, p.polrelid), '') AS qual,
         COALESCE(pg_get_expr(p.polwithcheck, p.polrelid), pg_get_expr(p.polqual, p.polrelid), '') AS check
  FROM tenant_table t JOIN pg_policy p ON p.polrelid = t.oid
  WHERE NOT (p.polroles <@ ARRAY[t.relowner, COALESCE(to_regrole('regulars_relay'), 0::oid)] AND 0 <> ALL (p.polroles))
), routine AS (
  SELECT format('%I.%I', n.nspname, f.proname) AS name
  FROM pg_proc f JOIN pg_namespace n ON n.oid = f.pronamespace
  WHERE f.prosecdef AND n.nspname NOT IN ('information_schema', 'graphile_worker') AND n.nspname NOT LIKE 'pg\\_%'
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = f.oid AND d.deptype = 'e')
)
SELECT name, 'has no row-level security' FROM tenant_table WHERE NOT relrowsecurity
UNION ALL SELECT name, 'does not force row-level security on its owner' FROM tenant_table WHERE NOT relforcerowsecurity
UNION ALL SELECT t.name, 'has no policy' FROM tenant_table t WHERE NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = t.oid)
UNION ALL SELECT name, format('policy %s reads more than the current brand', polname) FROM policy
  WHERE polpermissive AND polcmd <> 'a' AND qual <> '(brand_id = ( SELECT platform.current_brand() AS current_brand))'
UNION ALL SELECT name, format('policy %s writes more than the current brand', polname) FROM policy
  WHERE polpermissive AND polcmd IN ('a', 'w', '*') AND "check" <> '(brand_id = ( SELECT platform.current_brand() AS current_brand))'
UNION ALL SELECT t.name, 'brand_id may be null'
  FROM tenant_table t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = 'brand_id'
  WHERE NOT a.attnotnull AND t.name NOT IN ('platform.credential', 'platform.outgoing_code')
UNION ALL SELECT t.name, format('key %s is not led by brand_id', i.indexrelid::regclass)
  FROM tenant_table t JOIN pg_index i ON i.indrelid = t.oid
  WHERE i.indisunique AND t.name NOT IN ('platform.credential', 'platform.session', 'platform.outgoing_code')
    AND COALESCE((SELECT a.attname FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attnum = i.indkey[0]), '') <> 'brand_id'
UNION ALL SELECT t.name, 'has no primary key' FROM tenant_table t
  WHERE t.relkind <> 'f' AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = t.oid AND i.indisprimary)
UNION ALL SELECT t.name, format('foreign key %s reaches into other brands', k.conname)
  FROM pg_constraint k JOIN tenant_table t ON t.oid = k.conrelid JOIN tenant_table r ON r.oid = k.confrelid
  WHERE k.contype = 'f' AND NOT EXISTS (
    SELECT FROM unnest(k.conkey, k.confkey) AS pair(here, there)
    JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = pair.here AND a.attname = 'brand_id'
    JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = pair.there AND b.attname = 'brand_id')
UNION ALL SELECT name, 'view reads with its owner''s rights' FROM relation
  WHERE relkind = 'v' AND NOT COALESCE(reloptions && ARRAY['security_invoker=true', 'security_invoker=on', 'security_invoker=1'], false)
UNION ALL SELECT name, 'materialized view holds rows of every brand' FROM relation WHERE relkind = 'm'
UNION ALL SELECT name, 'function runs with its owner''s rights' FROM routine
  WHERE name NOT IN (
    'platform.credential_by_hash', 'platform.ended_by_hash', 'platform.former_caller', 'platform.add_job',
    'platform.open_session', 'platform.session_to_refresh', 'platform.refresh_session', 'platform.end_session', 'platform.end_sessions',
    'platform.session_has_second_factor',
    'platform.brand_keys', 'platform.create_key', 'platform.key_maker', 'platform.key_rights', 'platform.revoke_key', 'platform.note_key_use',
    'platform.change_plan', 'platform.take_attempt', 'platform.clear_attempts', 'platform.send_code', 'platform.sweep_callers',
    'brand.account_find', 'brand.account_ensure', 'brand.account_staff', 'brand.account_seen', 'brand.account_of_staff',
    'brand.account_set_password', 'brand.account_begin_reset', 'brand.account_finish_reset',
    'brand.account_begin_totp', 'brand.account_set_totp', 'brand.account_use_totp', 'brand.account_remove_totp',
    'brand.account_use_recovery_code', 'brand.account_set_recovery_codes',
    'brand.account_invited', 'brand.account_accept', 'brand.account_invite_owner', 'brand.account_may_reset', 'brand.account_hold',
    'platform.brands_to_seal', 'platform.find_partner', 'platform.meet_partner')
UNION ALL SELECT name, 'the application reaches a table without brand_id' FROM relation
  WHERE relkind IN ('r', 'p', 'f') AND NOT tenant AND name NOT IN ('platform.plan', 'platform.brand', 'platform.organisation')
    AND to_regrole('regulars_app') IS NOT NULL
    AND (has_table_privilege('regulars_app', oid, 'DELETE') OR has_any_column_privilege('regulars_app', oid, 'SELECT, INSERT, UPDATE'))
UNION ALL SELECT name, 'the application may truncate it or set triggers on it' FROM relation
  WHERE relkind IN ('r', 'p', 'f') AND to_regrole('regulars_app') IS NOT NULL
    AND has_table_privilege('regulars_app', oid, 'TRUNCATE, TRIGGER')
UNION ALL SELECT name, 'the relay reaches a table of a module' FROM relation
  WHERE schema <> 'platform' AND to_regrole('regulars_relay') IS NOT NULL
    AND has_any_column_privilege('regulars_relay', oid, 'SELECT, INSERT, UPDATE')
UNION ALL SELECT r.name, 'is owned by a role of the processes' FROM relation r JOIN pg_roles o ON o.oid = r.relowner
  WHERE o.rolname IN ('regulars_app', 'regulars_relay')
UNION ALL SELECT rolname::text, 'role can step over row-level security' FROM pg_roles
  WHERE rolname IN ('regulars_app', 'regulars_relay') AND (rolsuper OR rolbypassrls)
$$;
`;
