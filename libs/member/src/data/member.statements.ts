import { type JsonObject, statement } from '@regulars/plugin-sdk';
import type { Gender, MemberStatus } from '../enums';

export interface MemberRow {
  readonly id: string;
  readonly number: string;
  readonly status: MemberStatus;
  readonly name: string | null;
  readonly gender: Gender;
  readonly birth_date: string | null;
  readonly language: string | null;
  readonly joined_at: Date;
  readonly join_store_id: string | null;
  readonly tags: readonly string[];
  readonly attributes: JsonObject;
}

export const MEMBER_COLUMNS =
  'm.id, m.number, m.status, m.name, m.gender, m.birth_date, m.language, m.joined_at, m.join_store_id, m.tags, m.attributes';

export const membersByIds = statement<MemberRow, [ids: readonly string[]]>(
  'member.by-ids',
  `SELECT ${MEMBER_COLUMNS} FROM member.member AS m WHERE m.id = ANY($1::uuid[])`,
);
