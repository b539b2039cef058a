import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A plugin that is switched off while its brand comes back to a plan that grants it keeps no grace of before for later. */
export class EndGraces1791500000744 implements MigrationInterface {
  readonly name = 'EndGraces1791500000744';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(changePlan(`CASE WHEN p_grace_days > 0 AND s.enabled AND s.plugin <> ALL (v_new.plugins)`, ''));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(changePlan(`CASE WHEN p_grace_days > 0 AND s.plugin <> ALL (v_new.plugins)`, 'AND s.enabled '));
  }
}

const changePlan = (hasGrace: string, which: string): string => `
CREATE OR REPLACE FUNCTION platform.change_plan(p_brand uuid, p_plan text, p_grace_days int) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
AS $$
DECLARE v_new platform.plan; v_old platform.plan; v_brand platform.brand;
BEGIN
  IF NOT platform.is_operator() THEN
    RAISE EXCEPTION 'Plans are changed by who runs the installation' USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT * INTO STRICT v_new FROM platform.plan p WHERE p.code = p_plan FOR SHARE;
  SELECT * INTO v_brand FROM platform.brand b WHERE b.id = p_brand FOR NO KEY UPDATE;
  IF v_brand.id IS NULL THEN RETURN false; END IF;
  SELECT * INTO STRICT v_old FROM platform.plan p WHERE p.code = v_brand.plan_code;
  UPDATE platform.brand_plugin s
     SET grace_ends_at = ${hasGrace}
                              THEN platform.clock(v_brand.clock_offset) + make_interval(hours => 24 * p_grace_days) END,
         grace_limits = v_old.limits -> s.plugin
   WHERE s.brand_id = p_brand ${which}AND s.plugin = ANY (v_old.plugins || v_new.plugins);
  UPDATE platform.brand b SET plan_code = p_plan WHERE b.id = p_brand;
  RETURN true;
END $$;
`;
