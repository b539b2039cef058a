import { defineService, type InputPath, type Problems } from '@regulars/plugin-sdk';
import type { MemberStatus } from '../enums';
import type { MemberMark } from './mark-members';

/** How a caller names a member: exactly one of these. */
export interface MemberIdentifier {
  readonly id?: string | null;
  readonly number?: string | null;
  readonly phone?: string | null;
  readonly email?: string | null;
  readonly cardNumber?: string | null;
  readonly lineUserId?: string | null;
  readonly externalId?: { readonly source: string; readonly id: string } | null;
}

/** A member's name as the database looks it up; `member.lock_members` takes arrays of these as JSON. */
export interface MemberKey {
  readonly kind: 'ID' | 'NUMBER' | 'PHONE' | 'EMAIL' | 'CARD' | 'LINE' | 'EXTERNAL';
  /** A uuid for ID, the number for NUMBER, else the blind index in hex. */
  readonly value: string;
}

export interface MemberStanding {
  readonly id: string;
  readonly status: MemberStatus;
  readonly joinedAt: Date;
  /** The time at which the phone was proved, null while it is not. */
  readonly phoneVerifiedAt: Date | null;
  /** Nothing of the member's may be spent before; null: no such limit. */
  readonly spendableFrom: Date | null;
  /** Of one who was merged: who goes on. */
  readonly mergedInto: string | null;
}

/** What the member module offers others to call. */
export interface MembersService {
  /** Reads an identifier; null with a problem at `path` when it is not exactly one key, or that key can be nobody's. */
  keyOf(by: MemberIdentifier, path: InputPath, problems: Problems): MemberKey | null;
  /** The uuids the keys stand for, in their order; null where nobody is. Who was merged is the one who goes on. Locks nothing. */
  find(keys: readonly MemberKey[]): Promise<readonly (string | null)[]>;
  /** `FOR NO KEY UPDATE`, in id order. Unknown ids are passed over. */
  lock(memberIds: readonly string[]): Promise<void>;
  /** The uuid of the member who shows a `memberCardToken`; null when it is none, has expired, or was shown before. Writes that it was. */
  useCardToken(token: string): Promise<string | null>;
  /** Whom a `memberCardToken` names for its minute, shown before or not: for looking only. Asks nobody. */
  memberOfCardToken(token: string): string | null;
  /**
   * The phone of a member who has agreed that the brands of the group know of each other's members, and took it back
   * nowhere; null: has not, or has none. For a partner's unit of work alone: nobody is shown it.
   */
  phoneForGroup(memberId: string): Promise<string | null>;
  /** Whether the member has refused, on any channel, that the brands of the group know of each other's members. */
  refusesGroup(memberId: string): Promise<boolean>;
  /** Tags members and sets attributes, of each once; the caller holds their locks. What finds no room is left out, who has left is passed over. */
  mark(marks: readonly MemberMark[]): Promise<void>;
  /** How the members stand; those that do not exist are left out. */
  standings(memberIds: readonly string[]): Promise<ReadonlyMap<string, MemberStanding>>;
}

export const Members = defineService<MembersService>('member', 'members');
