import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whose birthday it is, by the dates of all years: a comparison of dates alone may be answered by an index before the rows
 * are known to be the brand's own, a function of them may not. Beside the work of others: an index of a big table takes its time.
 */
export class IndexBirthDates1791500000542 implements MigrationInterface {
  readonly name = 'IndexBirthDates1791500000542';
  readonly transaction = false;

  async up(queries: QueryRunner): Promise<void> {
    // What an attempt that broke off has left behind is of no use.
    await queries.query('DROP INDEX CONCURRENTLY IF EXISTS member.member_by_birth_date');
    await queries.query('CREATE INDEX CONCURRENTLY member_by_birth_date ON member.member (brand_id, birth_date, id)');
  }

  async down(queries: QueryRunner): Promise<void> {
    await queries.query('DROP INDEX member.member_by_birth_date');
  }
}
