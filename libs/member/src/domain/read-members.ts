import type { Context } from '@regulars/plugin-sdk';
import { type MemberRow, membersByIds } from '../data/member.statements';

export { memberList, recruitLinkList } from '../data/member-list';
export type { MemberRow } from '../data/member.statements';
export type { RecruitLinkRow, RecruitmentRow } from '../data/recruitment.statements';

export const readMembers = (ctx: Context, ids: readonly string[]): Promise<MemberRow[]> => ctx.sql(membersByIds(ids));

/** In the order of the ids; null where nobody is. Who was merged is the one who goes on: a second look that only merged members cost. */
export async function readSurvivors(ctx: Context, ids: readonly string[]): Promise<(MemberRow | null)[]> {
  const rows = await readMembers(ctx, ids);
  const merged = rows.flatMap(({ merged_into }) => merged_into ?? []);
  const survivors = merged.length === 0 ? [] : await readMembers(ctx, [...new Set(merged)]);
  const byId = new Map([...rows, ...survivors].map((row) => [row.id, row]));
  return ids.map((id) => {
    const row = byId.get(id);
    return (row?.merged_into ? byId.get(row.merged_into) : row) ?? null;
  });
}
