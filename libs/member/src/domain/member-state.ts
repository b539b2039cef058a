import type { JsonObject } from '@regulars/plugin-sdk';
import type { MemberRow } from '../data/member.statements';
import { type Gender, MemberStatus } from '../enums';

/** What of a member can change, as read under its lock. */
export interface MemberState {
  readonly id: string;
  readonly number: string;
  readonly name: string | null;
  readonly gender: Gender;
  readonly birthDate: string | null;
  readonly birthDateChangedAt: Date | null;
  readonly language: string | null;
  readonly joinStoreId: string | null;
  readonly tags: readonly string[];
  readonly attributes: JsonObject;
}

export const memberState = (row: MemberRow): MemberState => ({
  id: row.id, number: row.number, name: row.name, gender: row.gender, birthDate: row.birth_date, birthDateChangedAt: row.birth_date_changed_at,
  language: row.language, joinStoreId: row.join_store_id, tags: row.tags, attributes: row.attributes,
});

const LIVING: ReadonlySet<MemberStatus> = new Set([MemberStatus.PROSPECT, MemberStatus.ACTIVE, MemberStatus.FROZEN]);

/** Whether what is known of a member may still change: not of one who left, was merged or erased. */
export const isLiving = (status: MemberStatus): boolean => LIVING.has(status);

/** The row of a state, as `updateMembers` takes it. */
export const stateRow = (state: MemberState): object => ({
  id: state.id, number: state.number, name: state.name, gender: state.gender, birth_date: state.birthDate, birth_date_changed_at: state.birthDateChangedAt,
  language: state.language, join_store_id: state.joinStoreId, tags: state.tags, attributes: state.attributes,
});
