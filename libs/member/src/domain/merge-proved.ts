import { type Context, NotFoundError, reject } from '@regulars/plugin-sdk';
import { lockMembers, type LockedRow } from '../data/member.statements';
import { provedPair } from '../data/merge-proved.statements';
import { MemberStatus } from '../enums';
import { memberSettings } from '../settings';
import type { MergedPair } from './extension-points';
import { indexOf, keyOfValue } from './identities';
import type { IdentityValue } from './identity-value';
import { mergeLocked } from './merge-members';
import { suggestProved } from './suggest-merges';
import { say } from './texts';

interface LockedMember {
  readonly memberId: string;
  readonly status: MemberStatus;
}

/** A member who has just proved to hold something, and who is known by it; both locked. */
export interface Proof {
  readonly caller: LockedMember;
  /** Null: nobody. May be the caller. */
  readonly owner: LockedMember | null;
}

/** Locks both in one go, in id order. Of a caller who was merged since the call began, the one who goes on is meant. */
export async function lockProof(ctx: Context, callerId: string, value: IdentityValue): Promise<Proof> {
  const rows = await ctx.sql(lockMembers(JSON.stringify([{ kind: 'ID', value: callerId }, keyOfValue(ctx, value)]), []));
  const [caller, owner] = [0, 1].map((index) => standing(rows.find((row) => row.key_index === index)));
  return { caller: caller ?? reject(new NotFoundError(say.noSuchMember)), owner: owner ?? null };
}

const standing = (row: LockedRow | undefined): LockedMember | null => (row?.member_id && row.status ? { memberId: row.member_id, status: row.status } : null);

/**
 * The caller has just proved to hold what another member had proved to hold before: they are one person, and the
 * caller, whose session goes on, becomes both. Where it may be two persons nevertheless, or the brand wants to decide
 * itself, nothing moves, and the two are suggested to staff. Answers whether they were merged.
 */
export async function mergeProved(ctx: Context, { caller, owner }: { readonly caller: LockedMember; readonly owner: LockedMember }, value: IdentityValue): Promise<boolean> {
  const { mergeVerified } = await ctx.settings(memberSettings);
  const pair = { survivorId: caller.memberId, loserId: owner.memberId };
  const isOnePerson = mergeVerified && owner.status === MemberStatus.ACTIVE && (await nothingSpeaksAgainst(ctx, pair, value));
  if (isOnePerson) await mergeLocked(ctx, pair, 'VERIFIED_IDENTITY');
  else await suggestProved(ctx, pair.survivorId, pair.loserId);
  return isOnePerson;
}

async function nothingSpeaksAgainst(ctx: Context, { survivorId, loserId }: MergedPair, value: IdentityValue): Promise<boolean> {
  const [facts] = await ctx.sql(provedPair(survivorId, loserId, value.kind, indexOf(ctx, value)));
  return facts !== undefined && Object.values(facts).every((speaksAgainst) => speaksAgainst === false);
}
