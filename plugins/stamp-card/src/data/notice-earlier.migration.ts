import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * While processes of the version before are still at work, they write what orders hold and nothing else. What stood beside
 * it then says nothing any more: neither what the order would give, nor where its member stood when later cards were opened.
 */
export class NoticeEarlierStamps1791500000478 implements MigrationInterface {
  readonly name = 'NoticeEarlierStamps1791500000478';

  async up(queries: QueryRunner): Promise<void> {
    await queries.query(`
      CREATE FUNCTION stamp_card.forget_more_than_held() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
      BEGIN
        NEW.candidates := NULL;
        NEW.placed := '[]';
        UPDATE stamp_card.card SET base = NULL WHERE brand_id = NEW.brand_id AND member_id = NEW.member_id AND program_id = NEW.program_id AND base IS NOT NULL;
        RETURN NEW;
      END $$;
      CREATE TRIGGER written_by_earlier BEFORE INSERT ON stamp_card.entry FOR EACH ROW WHEN (NEW.candidates IS NULL)
        EXECUTE FUNCTION stamp_card.forget_more_than_held();
      CREATE TRIGGER changed_by_earlier BEFORE UPDATE ON stamp_card.entry FOR EACH ROW
        WHEN (NEW.amount_stamps + NEW.visit_stamps <> OLD.amount_stamps + OLD.visit_stamps AND NEW.candidates IS NOT DISTINCT FROM OLD.candidates AND NEW.placed = OLD.placed)
        EXECUTE FUNCTION stamp_card.forget_more_than_held();`);
  }

  async down(queries: QueryRunner): Promise<void> {
    await queries.query(`
      DROP TRIGGER written_by_earlier ON stamp_card.entry;
      DROP TRIGGER changed_by_earlier ON stamp_card.entry;
      DROP FUNCTION stamp_card.forget_more_than_held()`);
  }
}
