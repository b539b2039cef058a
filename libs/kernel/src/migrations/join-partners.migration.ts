import type { MigrationInterface, QueryRunner } from 'typeorm';
import { isolationGaps } from './platform/isolation-gaps';

/** Brands of one organisation work together: whom one of them may be worked in for, now and to finish what was begun. */
export class JoinPartners1791500000551 implements MigrationInterface {
  readonly name = 'JoinPartners1791500000551';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query([PARTNERS, isolationGaps].join('\n'));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION platform.find_partner(text, uuid, text), platform.meet_partner(uuid, text);
      DROP TABLE platform.partner_bond`);
  }
}

const PARTNERS = `
-- For whom work was done in a brand while both stood under one roof. Only the function below reads and writes it.
CREATE TABLE platform.partner_bond (
  brand_id uuid NOT NULL DEFAULT platform.current_brand(),
  partner_id uuid NOT NULL,
  module text NOT NULL,
  since timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (brand_id, partner_id, module));
CALL platform.isolate('platform.partner_bond');

-- Another brand of the current one's organisation; no row otherwise.
CREATE FUNCTION platform.find_partner(p_code text, p_id uuid, p_module text) RETURNS TABLE (id uuid, code text, currency text, has_module boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  SELECT b.id, b.code, b.currency, EXISTS (
      SELECT FROM platform.brand_plugin s JOIN platform.plan p ON p.code = b.plan_code
       WHERE s.brand_id = b.id AND s.plugin = p_module AND s.enabled AND s.plugin = ANY (p.plugins))
    FROM platform.brand own JOIN platform.brand b ON b.organisation_id = own.organisation_id AND b.id <> own.id
   WHERE own.id = platform.current_brand() AND (b.code = p_code OR b.id = p_id)
$$;

-- What the current brand has with another that works in it: ROOF when both are of one organisation now, which is written
-- down; BOND when they were; else null.
CREATE FUNCTION platform.meet_partner(p_brand uuid, p_module text) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
AS $$
BEGIN
  IF EXISTS (SELECT FROM platform.brand own JOIN platform.brand b ON b.organisation_id = own.organisation_id AND b.id <> own.id
             WHERE own.id = platform.current_brand() AND b.id = p_brand) THEN
    INSERT INTO platform.partner_bond (partner_id, module) VALUES (p_brand, p_module) ON CONFLICT DO NOTHING;
    RETURN 'ROOF';
  END IF;
  RETURN (SELECT 'BOND' FROM platform.partner_bond t WHERE t.partner_id = p_brand AND t.module = p_module);
END $$;

REVOKE ALL ON FUNCTION platform.find_partner(text, uuid, text), platform.meet_partner(uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION platform.find_partner(text, uuid, text), platform.meet_partner(uuid, text) TO regulars_app;
`;
