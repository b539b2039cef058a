import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far a caller sees whose rights are limited to some stores. Not set, or empty: as far as the brand goes. */
const FUNCTIONS = `
CREATE FUNCTION platform.current_stores() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT nullif(current_setting('app.stores', true), '')::uuid[] $$;

-- Until the transaction ends; NULL: every store.
CREATE FUNCTION platform.see_stores(p_stores uuid[]) RETURNS void LANGUAGE sql VOLATILE
AS $$ SELECT set_config('app.stores', COALESCE(p_stores::text, ''), true) $$;

CREATE FUNCTION platform.enter(p_brand uuid, p_now timestamptz, p_operator boolean, p_stores uuid[])
RETURNS TABLE (database_now timestamptz, revision bigint, brand_now timestamptz) LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
  PERFORM platform.see_stores(p_stores);
  RETURN QUERY SELECT * FROM platform.enter(p_brand, p_now, p_operator);
END $$;

-- Rows of a table that belong to a store (the column; NULL: to none) are read by those who see the store.
CREATE PROCEDURE platform.narrow_to_stores(p_table regclass, p_column name) LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('CREATE POLICY stores ON %s AS RESTRICTIVE FOR SELECT
                  USING ((SELECT platform.current_stores()) IS NULL OR %I = ANY ((SELECT platform.current_stores())::uuid[]))', p_table, p_column);
END $$;
`;

export class NarrowStores1790600000000 implements MigrationInterface {
  readonly name = 'NarrowStores1790600000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(FUNCTIONS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP PROCEDURE platform.narrow_to_stores(regclass, name);
      DROP FUNCTION platform.enter(uuid, timestamptz, boolean, uuid[]); DROP FUNCTION platform.see_stores(uuid[]); DROP FUNCTION platform.current_stores()`);
  }
}
