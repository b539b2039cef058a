import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Why a prize that was drawn gave nothing. */
export class WithholdRewards1791500000816 implements MigrationInterface {
  readonly name = 'WithholdRewards1791500000816';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE lottery.draw ADD COLUMN withheld text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE lottery.draw DROP COLUMN withheld');
  }
}
