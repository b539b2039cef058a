import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Ledger entries say which transaction wrote them, so that they can be sealed in that order. The constant default of
 * those that are there costs no rewrite of the table; new ones get their own.
 */
export class SealEntries1790800000002 implements MigrationInterface {
  readonly name = 'SealEntries1790800000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE points.entry ADD COLUMN xid xid8 NOT NULL DEFAULT '0';
      ALTER TABLE points.entry ALTER COLUMN xid SET DEFAULT pg_current_xact_id();
      CALL platform.protect_sealed('points.entry');`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP POLICY sealer ON points.entry; ALTER TABLE points.entry DROP COLUMN xid');
  }
}

/** Beside the work of others: an index of a big table takes its time. */
export class IndexEntriesToSeal1790800000003 implements MigrationInterface {
  readonly name = 'IndexEntriesToSeal1790800000003';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    // What an attempt that broke off has left behind is of no use.
    await runner.query('DROP INDEX CONCURRENTLY IF EXISTS points.entry_since');
    await runner.query('CREATE INDEX CONCURRENTLY entry_since ON points.entry (xid, brand_id, id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX points.entry_since');
  }
}
