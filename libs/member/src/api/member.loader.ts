import { type Context, defineLoader } from '@regulars/plugin-sdk';
import { readSurvivors } from '../domain/read-members';
import { type Member, memberObject } from './member.type';

/** The members that exist, in the order of the uuids; null for the others. A merged one is the one who goes on. */
export async function loadMembers(ctx: Context, uuids: readonly string[]): Promise<(Member | null)[]> {
  return (await readSurvivors(ctx, uuids)).map((row) => row && memberObject(row));
}

/** A member by uuid, or null. */
export const memberById = defineLoader<string, Member | null>(loadMembers);
