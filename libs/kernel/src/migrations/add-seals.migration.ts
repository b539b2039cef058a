import type { MigrationInterface, QueryRunner } from 'typeorm';
import { isolationGaps } from './platform/isolation-gaps';

/** Chains over append-only tables: one per brand and table, made after the rows are committed, so that no writer waits. */
export class AddSeals1790800000001 implements MigrationInterface {
  readonly name = 'AddSeals1790800000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query([sealTables, sealFunctions, isolationGaps].join('\n'));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP PROCEDURE platform.protect_sealed(regclass);
      DROP FUNCTION platform.brands_to_seal(text, xid8);
      DROP TABLE platform.seal, platform.seal_head`);
  }
}

const sealTables = `
CREATE TABLE platform.seal (
  brand_id uuid NOT NULL DEFAULT platform.current_brand(),
  chain text NOT NULL,
  number bigint NOT NULL CHECK (number > 0),
  row_id uuid NOT NULL,
  hash bytea NOT NULL CHECK (length(hash) = 32),
  sealed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (brand_id, chain, number),
  CONSTRAINT seal_of_row UNIQUE (brand_id, chain, row_id)
);
CALL platform.protect_append_only('platform.seal');

-- Where each chain ends: its last link, and the place of that row among all rows.
CREATE TABLE platform.seal_head (
  brand_id uuid NOT NULL DEFAULT platform.current_brand(),
  chain text NOT NULL,
  number bigint NOT NULL DEFAULT 0,
  xid xid8 NOT NULL DEFAULT '0',
  row_id uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
  hash bytea NOT NULL,
  sealed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (brand_id, chain)
);
CALL platform.protect('platform.seal_head');
CREATE POLICY relay ON platform.seal_head TO regulars_relay USING (true) WITH CHECK (true);
GRANT SELECT ON platform.seal_head TO regulars_relay;
`;

const sealFunctions = `
-- For a table with id uuid and xid xid8 that is under protect_append_only. Rows that were there before xid was added
-- have the xid 0; columns that are added later must be nullable without default, or the chain no longer fits its rows.
CREATE PROCEDURE platform.protect_sealed(p_table regclass) LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = p_table AND attname = 'xid' AND atttypid = 'xid8'::regtype AND attnotnull) THEN
    RAISE EXCEPTION '% has no xid xid8 NOT NULL', p_table;
  END IF;
  EXECUTE format('CREATE POLICY sealer ON %s FOR SELECT TO CURRENT_USER USING (true)', p_table);
END $$;

-- Which brands have rows from p_from on: the one thing the sealer must know of all brands at once.
CREATE FUNCTION platform.brands_to_seal(p_table text, p_from xid8) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$
BEGIN
  RETURN QUERY EXECUTE format('SELECT DISTINCT brand_id FROM %s WHERE xid >= $1', p_table::regclass) USING p_from;
END $$;
REVOKE ALL ON FUNCTION platform.brands_to_seal(text, xid8) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION platform.brands_to_seal(text, xid8) TO regulars_relay;

CREATE INDEX audit_since ON platform.audit_entry (xid, brand_id, id);
CALL platform.protect_sealed('platform.audit_entry');
`;
