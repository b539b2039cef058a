import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The same for those who were erased before. Apart from the trigger, whose lock nobody waits for while members are read here. */
export class EraseEarlierKeys1791400000211 implements MigrationInterface {
  readonly name = 'EraseEarlierKeys1791400000211';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DO $$
      DECLARE v_brand uuid;
      BEGIN
        FOR v_brand IN SELECT id FROM platform.brand ORDER BY id LOOP
          PERFORM platform.enter(v_brand, NULL, false);
          INSERT INTO platform.member_key AS k (brand_id, member_id, wrapped, destroyed_at)
          SELECT m.brand_id, m.id, NULL, platform.current_now() FROM member.member AS m WHERE m.brand_id = v_brand AND m.status = 'ERASED' ORDER BY m.id
          ON CONFLICT (brand_id, member_id) DO UPDATE SET wrapped = NULL, destroyed_at = excluded.destroyed_at WHERE k.wrapped IS NOT NULL;
        END LOOP;
      END $$`);
  }

  /** What was destroyed stays so. */
  async down(): Promise<void> {}
}
