import { defineLoader, oneForEach } from '@regulars/plugin-sdk';
import { membersByIds } from '../data/member.statements';
import { type Member, memberObject } from './member.type';

/** A member by uuid, or null. */
export const memberById = defineLoader<string, Member | null>(async (ctx, ids) => {
  const rows = await ctx.sql(membersByIds(ids));
  return oneForEach(ids, rows.map(memberObject), (member) => member.uuid);
});
