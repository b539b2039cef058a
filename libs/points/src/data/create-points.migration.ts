import type { MigrationInterface, QueryRunner } from 'typeorm';
import { accrualIndexes, accrualTable, entryIndexes, entryTable, lotIndexes, lotTable, noticeTable, walletTable } from './ledger.tables';
import { accrualFactView, liabilityView, walletBalanceView } from './points.views';
import { earnRuleIndexes, earnRuleTable, earnRuleVersionTable, settingsTable } from './rule.tables';

const VIEWS = ['wallet_balance', 'accrual_fact', 'liability'];

export class CreatePoints1790000003000 implements MigrationInterface {
  readonly name = 'CreatePoints1790000003000';

  async up(runner: QueryRunner): Promise<void> {
    const tables = [walletTable, lotTable, entryTable, accrualTable, noticeTable, earnRuleTable, earnRuleVersionTable, settingsTable];
    for (const sql of [...tables, ...lotIndexes, ...entryIndexes, ...accrualIndexes, ...earnRuleIndexes]) await runner.query(sql);
    for (const table of ['wallet', 'lot', 'accrual', 'notice', 'earn_rule', 'earn_rule_version', 'settings']) {
      await runner.query(`CALL platform.protect('points.${table}')`);
    }
    await runner.query(`CALL platform.protect_append_only('points.entry')`);
    for (const table of ['earn_rule', 'earn_rule_version', 'settings']) await runner.query(`CALL platform.track_revision('points.${table}')`);
    for (const view of [walletBalanceView, accrualFactView, liabilityView]) await runner.query(view);
    for (const view of VIEWS) await runner.query(`GRANT SELECT ON points.${view} TO regulars_app`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP VIEW ${VIEWS.map((view) => `points.${view}`).join(', ')}`);
    await runner.query('DROP TABLE points.notice, points.accrual, points.entry, points.lot, points.wallet, points.earn_rule_version, points.earn_rule, points.settings');
  }
}
