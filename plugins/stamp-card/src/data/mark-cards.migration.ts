import type { MigrationInterface, QueryRunner } from 'typeorm';

const forgetMoreThanHeld = (set: string, where: string): string => `
  CREATE OR REPLACE FUNCTION stamp_card.forget_more_than_held() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
  BEGIN
    NEW.candidates := NULL;
    NEW.placed := '[]';
    UPDATE stamp_card.card SET ${set} WHERE brand_id = NEW.brand_id AND member_id = NEW.member_id AND program_id = NEW.program_id AND ${where};
    RETURN NEW;
  END $$`;

/** Where a member stood later than at a card's opening, so that a card of many orders need not be told from its first. */
export class MarkStampCards1791500000582 implements MigrationInterface {
  readonly name = 'MarkStampCards1791500000582';

  async up(queries: QueryRunner): Promise<void> {
    await queries.query('ALTER TABLE stamp_card.card ADD COLUMN mark jsonb, ADD COLUMN mark_at timestamptz');
    await queries.query(forgetMoreThanHeld('base = NULL, mark = NULL, mark_at = NULL', '(base IS NOT NULL OR mark_at IS NOT NULL)'));
  }

  async down(queries: QueryRunner): Promise<void> {
    await queries.query(forgetMoreThanHeld('base = NULL', 'base IS NOT NULL'));
    await queries.query('ALTER TABLE stamp_card.card DROP COLUMN mark, DROP COLUMN mark_at');
  }
}
