import { type Context, defineLoader, oneForEach } from '@regulars/plugin-sdk';
import { readMembers } from '../domain/read-members';
import { type Member, memberObject } from './member.type';

/** The members that exist, in the order of the uuids; null for the others. */
export async function loadMembers(ctx: Context, uuids: readonly string[]): Promise<(Member | null)[]> {
  return oneForEach(uuids, (await readMembers(ctx, uuids)).map(memberObject), (member) => member.uuid);
}

/** A member by uuid, or null. */
export const memberById = defineLoader<string, Member | null>(loadMembers);
