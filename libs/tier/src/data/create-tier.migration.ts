import type { MigrationInterface, QueryRunner } from 'typeorm';
import { GIFT, MANUAL_SET, MANUAL_SET_INDEXES, MEMBERSHIP, MEMBERSHIP_INDEXES, ORDER_TIER } from './membership.tables';
import { PROGRAM, PROGRAM_INDEXES } from './program.tables';

export class CreateTier1790000004000 implements MigrationInterface {
  readonly name = 'CreateTier1790000004000';

  async up(runner: QueryRunner): Promise<void> {
    for (const sql of [PROGRAM, MEMBERSHIP, MANUAL_SET, GIFT, ORDER_TIER, ...PROGRAM_INDEXES, ...MEMBERSHIP_INDEXES, ...MANUAL_SET_INDEXES]) {
      await runner.query(sql);
    }
    await runner.query(`CALL platform.protect('tier.program')`);
    await runner.query(`CALL platform.protect('tier.membership')`);
    await runner.query(`CALL platform.protect('tier.manual_set')`);
    await runner.query(`CALL platform.protect('tier.gift')`);
    await runner.query(`CALL platform.protect('tier.order_tier')`);
    await runner.query(`CALL platform.track_revision('tier.program')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE tier.order_tier, tier.gift, tier.manual_set, tier.membership, tier.program');
  }
}
