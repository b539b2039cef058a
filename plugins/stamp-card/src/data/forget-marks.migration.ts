import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * While processes of a version before are still at work, they write entries and stamps but leave the marks of cards alone. A
 * mark from behind what they changed says nothing any more; this version writes its marks after the entries, so that they stay.
 */
export class ForgetStampMarks1791500000671 implements MigrationInterface {
  readonly name = 'ForgetStampMarks1791500000671';

  async up(queries: QueryRunner): Promise<void> {
    // Of who had an order before, `forget_more_than_held` knows nothing: those of a version that keeps no bases are told by what they left as it was.
    await queries.query(`
      CREATE FUNCTION stamp_card.forget_marks() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
      BEGIN
        UPDATE stamp_card.card SET mark = NULL, mark_at = NULL
         WHERE brand_id = NEW.brand_id AND program_id = NEW.program_id AND member_id IN (OLD.member_id, NEW.member_id) AND mark_at > least(OLD.placed_at, NEW.placed_at);
        IF OLD.member_id <> NEW.member_id AND OLD.placed = NEW.placed AND OLD.candidates IS NOT DISTINCT FROM NEW.candidates THEN
          UPDATE stamp_card.card SET base = NULL
           WHERE brand_id = OLD.brand_id AND program_id = OLD.program_id AND member_id = OLD.member_id AND opened_at > OLD.placed_at AND base IS NOT NULL;
        END IF;
        RETURN NULL;
      END $$;
      CREATE TRIGGER marks_before_new AFTER INSERT ON stamp_card.entry FOR EACH ROW EXECUTE FUNCTION stamp_card.forget_marks();
      CREATE TRIGGER marks_before_changed AFTER UPDATE ON stamp_card.entry FOR EACH ROW
        WHEN (ROW(OLD.member_id, OLD.placed_at, OLD.amount_stamps, OLD.visit_stamps) IS DISTINCT FROM ROW(NEW.member_id, NEW.placed_at, NEW.amount_stamps, NEW.visit_stamps))
        EXECUTE FUNCTION stamp_card.forget_marks();`);
  }

  async down(queries: QueryRunner): Promise<void> {
    await queries.query(`
      DROP TRIGGER marks_before_new ON stamp_card.entry;
      DROP TRIGGER marks_before_changed ON stamp_card.entry;
      DROP FUNCTION stamp_card.forget_marks()`);
  }
}
