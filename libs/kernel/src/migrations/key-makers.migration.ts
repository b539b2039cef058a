import type { MigrationInterface, QueryRunner } from 'typeorm';
import { isolationGaps } from './platform/isolation-gaps';

/** Who made a key: a second person is somebody else than whoever holds it. */
export class KeyMakers1791500000351 implements MigrationInterface {
  readonly name = 'KeyMakers1791500000351';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE platform.credential ADD COLUMN made_by uuid');
    await runner.query(functions);
    await runner.query(isolationGaps);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION platform.key_maker(uuid);
      DROP FUNCTION platform.create_key(uuid, bytea, text, text, text[], uuid[], jsonb, timestamptz, uuid);
      ALTER TABLE platform.credential DROP COLUMN made_by`);
  }
}

const functions = `
-- What a key makes was made by who made that key; by the key itself where nobody knows. The one without the maker stays
-- for the version that calls it.
CREATE FUNCTION platform.create_key(p_id uuid, p_hash bytea, p_kind text, p_name text, p_permissions text[], p_store_ids uuid[], p_masks jsonb, p_expires_at timestamptz,
                                    p_made_by uuid)
RETURNS boolean LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
AS $$
BEGIN
  IF NOT platform.create_key(p_id, p_hash, p_kind, p_name, p_permissions, p_store_ids, p_masks, p_expires_at) THEN RETURN false; END IF;
  UPDATE platform.credential SET made_by = coalesce((SELECT k.maker FROM platform.key_maker(p_made_by) k), p_made_by) WHERE id = p_id;
  RETURN true;
END $$;

-- No row: the brand has no such key.
CREATE FUNCTION platform.key_maker(p_key uuid) RETURNS TABLE (maker uuid, is_person boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  SELECT coalesce(c.made_by, c.id), c.made_by IS NOT NULL AND NOT EXISTS (SELECT FROM platform.credential k WHERE k.id = c.made_by AND k.kind = 'integration')
  FROM platform.credential c
  WHERE c.id = p_key AND c.kind = 'integration' AND c.session_id IS NULL AND c.brand_id = platform.current_brand()
$$;

REVOKE ALL ON FUNCTION platform.key_maker(uuid), platform.create_key(uuid, bytea, text, text, text[], uuid[], jsonb, timestamptz, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION platform.key_maker(uuid), platform.create_key(uuid, bytea, text, text, text[], uuid[], jsonb, timestamptz, uuid) TO regulars_app;
`;
