import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Beside the work of others: an index of a big table takes its time. What an attempt that broke off has left behind is of no use. */
const build = async (queries: QueryRunner, name: string, on: string): Promise<void> => {
  await queries.query(`DROP INDEX CONCURRENTLY IF EXISTS stamp_card.${name}`);
  await queries.query(`CREATE INDEX CONCURRENTLY ${name} ON ${on}`);
};

/** A member's stamps in a program since an instant. */
export class IndexStampEntries1791500000475 implements MigrationInterface {
  readonly name = 'IndexStampEntries1791500000475';
  readonly transaction = false;

  up(queries: QueryRunner): Promise<void> {
    return build(queries, 'entry_member_program', 'stamp_card.entry (brand_id, member_id, program_id, placed_at)');
  }

  async down(queries: QueryRunner): Promise<void> {
    await queries.query('DROP INDEX stamp_card.entry_member_program');
  }
}

/** Open cards that end on a day of their own. */
export class IndexStampCardEnds1791500000476 implements MigrationInterface {
  readonly name = 'IndexStampCardEnds1791500000476';
  readonly transaction = false;

  up(queries: QueryRunner): Promise<void> {
    return build(queries, 'card_valid_until', 'stamp_card.card (brand_id, valid_until) WHERE valid_until IS NOT NULL AND expired_at IS NULL AND completed_at IS NULL');
  }

  async down(queries: QueryRunner): Promise<void> {
    await queries.query('DROP INDEX stamp_card.card_valid_until');
  }
}

/** Open cards that end with their program. */
export class IndexOpenStampCards1791500000477 implements MigrationInterface {
  readonly name = 'IndexOpenStampCards1791500000477';
  readonly transaction = false;

  up(queries: QueryRunner): Promise<void> {
    return build(queries, 'card_open', 'stamp_card.card (brand_id, program_id) WHERE valid_until IS NULL AND expired_at IS NULL AND completed_at IS NULL');
  }

  async down(queries: QueryRunner): Promise<void> {
    await queries.query('DROP INDEX stamp_card.card_open');
  }
}
