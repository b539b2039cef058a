import type { MigrationInterface, QueryRunner } from 'typeorm';
import { isolationGaps } from './platform/isolation-gaps';

/** Brands change plans; a plugin that leaves with the old one may act on for a while. */
export class ChangePlans1791500000641 implements MigrationInterface {
  readonly name = 'ChangePlans1791500000641';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`${graceColumns}${changePlan}${isolationGaps}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION platform.change_plan(uuid, text, int);
      ALTER TABLE platform.brand_plugin DROP COLUMN grace_ends_at, DROP COLUMN grace_limits;
      GRANT INSERT, UPDATE ON platform.brand_plugin TO regulars_app;`);
  }
}

/** The application switches and configures; what the plan grants is not its to say. */
const graceColumns = `
-- The brand's time. Until then the plugin acts although the plan does not grant it, under the limits of the former plan.
ALTER TABLE platform.brand_plugin ADD COLUMN grace_ends_at timestamptz, ADD COLUMN grace_limits jsonb;
REVOKE INSERT, UPDATE ON platform.brand_plugin FROM regulars_app;
GRANT INSERT (brand_id, plugin, enabled, settings), UPDATE (enabled, settings) ON platform.brand_plugin TO regulars_app;
`;

const changePlan = `
-- For who runs the installation. Plugins that the old plan granted and the new one does not go on for p_grace_days of 24
-- hours; a grace given before is kept. The plan is locked before the brand, as by a change of the plan, whose trigger
-- else might not see that the brand is on it. False: there is no such brand.
CREATE FUNCTION platform.change_plan(p_brand uuid, p_plan text, p_grace_days int) RETURNS boolean
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
     SET grace_ends_at = CASE WHEN p_grace_days > 0 AND s.plugin <> ALL (v_new.plugins)
                              THEN platform.clock(v_brand.clock_offset) + make_interval(hours => 24 * p_grace_days) END,
         grace_limits = v_old.limits -> s.plugin
   WHERE s.brand_id = p_brand AND s.enabled AND s.plugin = ANY (v_old.plugins || v_new.plugins);
  UPDATE platform.brand b SET plan_code = p_plan WHERE b.id = p_brand;
  RETURN true;
END $$;
REVOKE ALL ON FUNCTION platform.change_plan(uuid, text, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION platform.change_plan(uuid, text, int) TO regulars_app;
`;
