import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What callers may still spend, shared by all gateways. Unlogged: after a crash everybody begins with a full budget
 * again, and no write of it waits for a disk. Only the relay reaches it, since it is of no brand.
 */
export class CreateCostBudget1790700000000 implements MigrationInterface {
  readonly name = 'CreateCostBudget1790700000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
CREATE UNLOGGED TABLE platform.cost_budget (
  caller bytea PRIMARY KEY,
  points float8 NOT NULL,
  filled_at timestamptz NOT NULL
) WITH (fillfactor = 50);
CREATE INDEX cost_budget_age ON platform.cost_budget USING brin (filled_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON platform.cost_budget TO regulars_relay;

-- Grants up to p_wanted points, and says what is left.
CREATE FUNCTION platform.lease_cost_budget(p_caller bytea, p_capacity float8, p_rate float8, p_wanted float8)
RETURNS TABLE (granted float8, remaining float8) LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog
AS $$
DECLARE v_points float8; v_granted float8;
BEGIN
  INSERT INTO platform.cost_budget (caller, points, filled_at) VALUES (p_caller, p_capacity, clock_timestamp()) ON CONFLICT DO NOTHING;
  SELECT LEAST(p_capacity, b.points + p_rate * GREATEST(0, extract(epoch FROM clock_timestamp() - b.filled_at)))
    INTO v_points FROM platform.cost_budget b WHERE b.caller = p_caller FOR UPDATE;
  v_granted := LEAST(p_wanted, v_points);
  UPDATE platform.cost_budget SET points = v_points - v_granted, filled_at = clock_timestamp() WHERE caller = p_caller;
  RETURN QUERY SELECT v_granted, v_points - v_granted;
END $$;
REVOKE ALL ON FUNCTION platform.lease_cost_budget(bytea, float8, float8, float8) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION platform.lease_cost_budget(bytea, float8, float8, float8) TO regulars_relay;
`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION platform.lease_cost_budget(bytea, float8, float8, float8); DROP TABLE platform.cost_budget');
  }
}
