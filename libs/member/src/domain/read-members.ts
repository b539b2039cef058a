import type { Context } from '@regulars/plugin-sdk';
import { type MemberRow, membersByIds } from '../data/member.statements';

export { memberList, recruitLinkList } from '../data/member-list';
export type { MemberRow } from '../data/member.statements';
export type { RecruitLinkRow, RecruitmentRow } from '../data/recruitment.statements';

export const readMembers = (ctx: Context, ids: readonly string[]): Promise<MemberRow[]> => ctx.sql(membersByIds(ids));
