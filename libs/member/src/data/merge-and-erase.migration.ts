import type { MigrationInterface, QueryRunner } from 'typeorm';
import { memberPublicView, resolveKeysFunction } from './member.published-sql';
import { memberPublicViewWithSurvivors, resolveKeysToSurvivors } from './merge-and-erase.published-sql';
import { dataRequestTable, erasureTable, matchKeyTable, mergedIntoColumns, mergeOperationTable, mergeSuggestionTable } from './merge-and-erase.tables';

/** Merges, erasures, requests. The new columns of `member` have constant defaults: its rows are not rewritten. */
export class MergeAndErase1790500000001 implements MigrationInterface {
  readonly name = 'MergeAndErase1790500000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const sql of [mergedIntoColumns, mergeOperationTable, matchKeyTable, mergeSuggestionTable, erasureTable, dataRequestTable]) await runner.query(sql);
    for (const table of ['merge_operation', 'match_key', 'merge_suggestion', 'data_request']) await runner.query(`CALL platform.protect('member.${table}')`);
    await runner.query(`CALL platform.protect_append_only('member.erasure')`);
    await runner.query(memberPublicViewWithSurvivors);
    await runner.query(resolveKeysToSurvivors);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(resolveKeysFunction.replace('CREATE FUNCTION', 'CREATE OR REPLACE FUNCTION'));
    await runner.query('DROP VIEW member.member_public');
    await runner.query(memberPublicView);
    await runner.query('DROP TABLE member.data_request, member.erasure, member.merge_suggestion, member.match_key, member.merge_operation');
    await runner.query('ALTER TABLE member.consent DROP COLUMN is_void');
    await runner.query('ALTER TABLE member.member DROP COLUMN merged_into, DROP COLUMN has_absorbed, DROP COLUMN matched_version');
  }
}
