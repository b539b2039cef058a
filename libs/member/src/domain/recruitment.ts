import { type Context, defineLoader, NotFoundError, oneForEach, type Problems, UserError } from '@regulars/plugin-sdk';
import { linksByCodes, type RecruitLinkRow, type RecruitmentRow, recruitmentsOfMembers } from '../data/recruitment.statements';
import type { NewRecruitment } from './enrol';
import { type JoinedBy, JoinCodes } from './extension-points';
import { readText } from './profile';
import { say } from './texts';

export interface RecruitmentInput {
  readonly recruitmentChannel?: string | null;
  /** A link's code; or several, first touch first, joined by dots. */
  readonly recruitmentLink?: string | null;
  readonly campaign?: string | null;
}

const MAX_CHANNEL = 40;
const MAX_CAMPAIGN = 100;

export interface ReadRecruitment {
  readonly recruitment: NewRecruitment | null;
  readonly storeId: string | null;
  /** Of who comes by another module's code. */
  readonly by: JoinedBy | null;
}

/** How a member came, and the store it joined at: the caller's word before the link's. `at`: the argument. */
export async function readRecruitment(ctx: Context, input: RecruitmentInput, joinStoreId: string | null, at: string, problems: Problems): Promise<ReadRecruitment> {
  const given = readText(input.recruitmentChannel, MAX_CHANNEL, say.notAChannel, `${at}.recruitmentChannel`, problems);
  const campaign = readText(input.campaign, MAX_CAMPAIGN, say.notACampaign, `${at}.campaign`, problems);
  const { first, last, by } = await readTouches(ctx, input.recruitmentLink, `${at}.recruitmentLink`, problems);
  const storeId = joinStoreId ?? last?.store_id ?? null;
  if (given === null && campaign === null && last === null && by === null && storeId === null) return { recruitment: null, storeId, by };
  const recruitment: NewRecruitment = {
    channel: given ?? last?.channel ?? by?.channel ?? 'OTHER',
    campaign: campaign ?? last?.campaign ?? null,
    storeId,
    firstLinkId: first?.id ?? null,
    lastLinkId: last?.id ?? null,
  };
  return { recruitment, storeId, by };
}

interface Touches {
  readonly first: RecruitLinkRow | null;
  readonly last: RecruitLinkRow | null;
  readonly by: JoinedBy | null;
}

async function readTouches(ctx: Context, text: string | null | undefined, at: string, problems: Problems): Promise<Touches> {
  const codes = text?.trim().split('.') ?? [];
  const code = codes.at(-1);
  if (code === undefined) return { first: null, last: null, by: null };
  // The first and the last one count, however many somebody joins.
  const links = new Map((await ctx.sql(linksByCodes([codes[0] ?? code, code]))).map((link) => [link.code, link]));
  const last = links.get(code) ?? null;
  if (last?.closed_at != null) problems.add(at, say.linkIsClosed);
  const by = last === null ? await askJoinCodes(ctx, code, at) : null;
  if (by instanceof UserError) problems.push(by);
  else if (last === null && by === null) problems.push(new NotFoundError(say.noSuchLink, at, text ?? undefined));
  return { first: links.get(codes[0] ?? '') ?? last, last, by: by instanceof UserError ? null : by };
}

/** The first module that knows the code. */
async function askJoinCodes(ctx: Context, code: string, at: string): Promise<JoinedBy | UserError | null> {
  for (const { read } of ctx.extensions(JoinCodes)) {
    const by = await read(ctx, code, at);
    if (by !== null) return by;
  }
  return null;
}

export const recruitmentOf = defineLoader<string, RecruitmentRow | null>(async (ctx, memberIds) =>
  oneForEach(memberIds, await ctx.sql(recruitmentsOfMembers(memberIds)), (recruitment) => recruitment.member_id),
);
