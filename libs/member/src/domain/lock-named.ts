import type { Context } from '@regulars/plugin-sdk';
import { lockMembers } from '../data/member.statements';
import type { MemberStatus } from '../enums';

export interface LockedMember {
  readonly memberId: string;
  readonly status: MemberStatus;
}

/** Locks the member of a uuid; of one who was merged, the one who goes on. Null when there is none, or no uuid. */
export async function lockNamed(ctx: Context, uuid: string | null): Promise<LockedMember | null> {
  if (uuid === null) return null;
  const [row] = await ctx.sql(lockMembers(JSON.stringify([{ kind: 'ID', value: uuid }]), []));
  return row?.member_id && row.status ? { memberId: row.member_id, status: row.status } : null;
}
