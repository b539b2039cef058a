import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whoever is erased loses the member's key in the same moment, whichever version erases: one from before there were keys
 * knows of none. And nobody who is erased is given one, since the row is there and says that it was destroyed.
 */
export class EraseKeys1791400000210 implements MigrationInterface {
  readonly name = 'EraseKeys1791400000210';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION member.destroy_key() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO platform.member_key AS k (brand_id, member_id, wrapped, destroyed_at)
        VALUES (NEW.brand_id, NEW.id, NULL, COALESCE(platform.current_now(), clock_timestamp()))
        ON CONFLICT (brand_id, member_id) DO UPDATE SET wrapped = NULL, destroyed_at = excluded.destroyed_at WHERE k.wrapped IS NOT NULL;
        RETURN NULL;
      END $$;
      CREATE TRIGGER destroy_key AFTER UPDATE OF status ON member.member
        FOR EACH ROW WHEN (NEW.status = 'ERASED') EXECUTE FUNCTION member.destroy_key();`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER destroy_key ON member.member; DROP FUNCTION member.destroy_key();');
  }
}
