import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One statement, and so one transaction, adds the rows of what several requests of a brand were shown. */
export class AddAccesses1790800000004 implements MigrationInterface {
  readonly name = 'AddAccesses1790800000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION platform.write_accesses(p_brand uuid, p_rows jsonb) RETURNS void LANGUAGE plpgsql VOLATILE
      AS $$
      BEGIN
        PERFORM set_config('app.brand_id', p_brand::text, true);
        INSERT INTO platform.audit_entry (actor_kind, actor_id, actor_name, operation, targets, more_targets, fields)
        SELECT actor_kind, actor_id, actor_name, operation, targets, more_targets, fields
          FROM jsonb_to_recordset(p_rows) AS r(actor_kind text, actor_id text, actor_name text, operation text, targets text[], more_targets int, fields text[]);
      END $$;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION platform.write_accesses(uuid, jsonb)');
  }
}
