import type { MigrationInterface, QueryRunner } from 'typeorm';
import { lockMembersFunction, memberPublicView, resolveKeysFunction } from './member.published-sql';
import { consentTable, identityTable, memberTable, receiptTable, recruitLinkTable, recruitmentTable } from './member.tables';

export class CreateMember1790000001000 implements MigrationInterface {
  readonly name = 'CreateMember1790000001000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of [memberTable, identityTable, consentTable, recruitLinkTable, recruitmentTable, receiptTable]) await runner.query(table);
    for (const table of ['member', 'identity', 'recruit_link', 'reward_receipt']) await runner.query(`CALL platform.protect('member.${table}')`);
    for (const table of ['consent', 'recruitment']) await runner.query(`CALL platform.protect_append_only('member.${table}')`);
    await runner.query(memberPublicView);
    await runner.query(resolveKeysFunction);
    await runner.query(lockMembersFunction);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION member.lock_members(jsonb, uuid[]), member.resolve_keys(jsonb)');
    await runner.query('DROP VIEW member.member_public');
    await runner.query('DROP TABLE member.reward_receipt, member.recruitment, member.recruit_link, member.consent, member.identity, member.member');
  }
}
