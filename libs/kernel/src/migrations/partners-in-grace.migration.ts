import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A partner has a module, too, while it acts on for a while after a change of plans. */
export class PartnersInGrace1791500000661 implements MigrationInterface {
  readonly name = 'PartnersInGrace1791500000661';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(findPartner('(s.plugin = ANY (p.plugins) OR s.grace_ends_at > platform.clock(b.clock_offset))'));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(findPartner('s.plugin = ANY (p.plugins)'));
  }
}

const findPartner = (isGranted: string): string => `
CREATE OR REPLACE FUNCTION platform.find_partner(p_code text, p_id uuid, p_module text) RETURNS TABLE (id uuid, code text, currency text, has_module boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$
  SELECT b.id, b.code, b.currency, EXISTS (
      SELECT FROM platform.brand_plugin s JOIN platform.plan p ON p.code = b.plan_code
       WHERE s.brand_id = b.id AND s.plugin = p_module AND s.enabled AND ${isGranted})
    FROM platform.brand own JOIN platform.brand b ON b.organisation_id = own.organisation_id AND b.id <> own.id
   WHERE own.id = platform.current_brand() AND (b.code = p_code OR b.id = p_id)
$$;
`;
