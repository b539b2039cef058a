import type { MigrationInterface, QueryRunner } from 'typeorm';
import { keyMasks } from './platform/key-masks';

/** Keys show no more of personal data than whoever made them saw. */
export class MaskKeys1790200000001 implements MigrationInterface {
  readonly name = 'MaskKeys1790200000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(keyMasks);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE platform.credential DROP COLUMN masks');
  }
}
