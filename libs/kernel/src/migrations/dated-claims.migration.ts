import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Since when work is somebody's: what a process has claimed and lost sight of is taken back although the process lives. A table at a time. */
const datedClaims = (table: string) => {
  abstract class DatedClaims implements MigrationInterface {
    abstract readonly name: string;

    async up(runner: QueryRunner): Promise<void> {
      await runner.query(`ALTER TABLE platform.${table} ADD COLUMN claimed_at timestamptz`);
    }

    async down(runner: QueryRunner): Promise<void> {
      await runner.query(`ALTER TABLE platform.${table} DROP COLUMN claimed_at`);
    }
  }
  return DatedClaims;
};

export class DatedDeliveries1791500000741 extends datedClaims('delivery') {
  readonly name = 'DatedDeliveries1791500000741';
}

export class DatedReactions1791500000742 extends datedClaims('deferred_reaction') {
  readonly name = 'DatedReactions1791500000742';
}

export class DatedTapDeliveries1791500000743 extends datedClaims('tap_delivery') {
  readonly name = 'DatedTapDeliveries1791500000743';
}
