import { type Context, defineLoader, NotFoundError, oneForEach, type Problems } from '@regulars/plugin-sdk';
import { linksByCodes, type RecruitLinkRow, type RecruitmentRow, recruitmentsOfMembers } from '../data/recruitment.statements';
import type { NewRecruitment } from './enrol';
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

/** How a member came, and the store it joined at: the caller's word before the link's. `at`: the argument. */
export async function readRecruitment(
  ctx: Context, input: RecruitmentInput, joinStoreId: string | null, at: string, problems: Problems,
): Promise<{ readonly recruitment: NewRecruitment | null; readonly storeId: string | null }> {
  const given = readText(input.recruitmentChannel, MAX_CHANNEL, say.notAChannel, `${at}.recruitmentChannel`, problems);
  const campaign = readText(input.campaign, MAX_CAMPAIGN, say.notACampaign, `${at}.campaign`, problems);
  const { first, last } = await readTouches(ctx, input.recruitmentLink, `${at}.recruitmentLink`, problems);
  const storeId = joinStoreId ?? last?.store_id ?? null;
  if (given === null && campaign === null && last === null && storeId === null) return { recruitment: null, storeId };
  const recruitment: NewRecruitment = {
    channel: given ?? last?.channel ?? 'OTHER',
    campaign: campaign ?? last?.campaign ?? null,
    storeId,
    firstLinkId: first?.id ?? null,
    lastLinkId: last?.id ?? null,
  };
  return { recruitment, storeId };
}

async function readTouches(
  ctx: Context, text: string | null | undefined, at: string, problems: Problems,
): Promise<{ first: RecruitLinkRow | null; last: RecruitLinkRow | null }> {
  const codes = text?.trim().split('.') ?? [];
  if (codes.length === 0) return { first: null, last: null };
  const links = new Map((await ctx.sql(linksByCodes(codes))).map((link) => [link.code, link]));
  const last = links.get(codes.at(-1) ?? '') ?? null;
  if (last === null) problems.push(new NotFoundError(say.noSuchLink, at, text ?? undefined));
  else if (last.closed_at !== null) problems.add(at, say.linkIsClosed);
  return { first: links.get(codes[0] ?? '') ?? last, last };
}

export const recruitmentOf = defineLoader<string, RecruitmentRow | null>(async (ctx, memberIds) =>
  oneForEach(memberIds, await ctx.sql(recruitmentsOfMembers(memberIds)), (recruitment) => recruitment.member_id),
);
