import { type JsonObject, type Statement, statement } from '@regulars/plugin-sdk';
import type { Gender, MemberStatus } from '../enums';

export interface MemberRow {
  readonly id: string;
  readonly number: string;
  readonly status: MemberStatus;
  readonly name: string | null;
  readonly gender: Gender;
  readonly birth_date: string | null;
  readonly birth_date_changed_at: Date | null;
  readonly language: string | null;
  readonly joined_at: Date;
  readonly join_store_id: string | null;
  readonly tags: readonly string[];
  readonly attributes: JsonObject;
  /** Of one who was merged: who goes on. */
  readonly merged_into: string | null;
  readonly has_absorbed: boolean;
}

export const MEMBER_COLUMNS =
  'm.id, m.number, m.status, m.name, m.gender, m.birth_date, m.birth_date_changed_at, m.language, m.joined_at, m.join_store_id, m.tags, m.attributes, m.merged_into, m.has_absorbed';

export const membersByIds = statement<MemberRow, [ids: readonly string[]]>(
  'member.by-ids',
  `SELECT ${MEMBER_COLUMNS} FROM member.member AS m WHERE m.id = ANY($1::uuid[])`,
);

/** One row per key, in their order. `keys`: JSON of `[{kind, value}]`. */
export const membersByKeys = statement<{ member_id: string | null }, [keys: string]>(
  'member.by-keys',
  'SELECT found.member_id FROM unnest(member.resolve_keys($1::jsonb)) WITH ORDINALITY AS found(member_id, place) ORDER BY found.place',
);

export interface LockedRow {
  readonly key_index: number;
  readonly member_id: string | null;
  readonly status: MemberStatus | null;
  readonly joined_at: Date | null;
}

export const lockMembers = statement<LockedRow, [keys: string, also: readonly string[]]>(
  'member.lock',
  'SELECT key_index, member_id, status, joined_at FROM member.lock_members($1::jsonb, $2::uuid[])',
);

/** Locks those whose ids are known already. */
export const lockByIds = (memberIds: readonly string[]): Statement<LockedRow> => lockMembers('[]', memberIds);

export interface StandingRow {
  readonly id: string;
  readonly status: MemberStatus;
  readonly joined_at: Date;
  readonly phone_verified_at: Date | null;
  readonly spendable_from: Date | null;
  readonly merged_into: string | null;
}

export const memberStandings = statement<StandingRow, [ids: readonly string[]]>(
  'member.standings',
  `SELECT m.id, m.status, m.joined_at, m.spendable_from, m.merged_into,
     (SELECT i.verified_at FROM member.identity AS i WHERE i.member_id = m.id AND i.kind = 'PHONE' AND i.is_primary) AS phone_verified_at
   FROM member.member AS m WHERE m.id = ANY($1::uuid[])`,
);

export const freeNumbers = statement<{ number: string }, [candidates: readonly string[]]>(
  'member.free-numbers',
  `SELECT DISTINCT candidate.number FROM unnest($1::text[]) AS candidate(number)
   WHERE NOT EXISTS (SELECT 1 FROM member.member AS m WHERE m.number = candidate.number)`,
);

/** What `members`, JSON rows, say of each member under the caller's lock becomes its state. */
export const updateMembers = statement<never, [members: string]>(
  'member.update',
  `UPDATE member.member AS m
   SET number = r.number, name = r.name, name_key = lower(r.name), gender = r.gender, birth_date = r.birth_date, birth_date_changed_at = r.birth_date_changed_at,
     language = r.language, join_store_id = r.join_store_id, tags = r.tags, attributes = r.attributes, version = m.version + 1
   FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, number text, name text, gender text, birth_date date, birth_date_changed_at timestamptz,
     language text, join_store_id uuid, tags text[], attributes jsonb)
   WHERE m.id = r.id`,
);
