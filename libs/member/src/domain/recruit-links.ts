import { randomBytes } from 'node:crypto';
import { base32Of, type Context, defineLoader, defineService, holdBrand, isWebAddress, newUuid, NotFoundError, oneForEach, Problems, readId, reject, seesStore } from '@regulars/plugin-sdk';
import { closeLink, countOpenLinks, insertLink, insertRecruitment, joinsByLinks, linksByIds, type RecruitLinkRow, recruitmentsOfMembers, visitLink } from '../data/recruitment.statements';
import { memberSettings } from '../settings';
import { readStore, readText } from './profile';
import { say } from './texts';

export interface RecruitLinkDraft {
  readonly code?: string | null;
  readonly channel: string;
  readonly storeId?: string | null;
  readonly campaign?: string | null;
  readonly target: string;
}

const CODE = /^[A-Za-z0-9][A-Za-z0-9-]{1,31}$/;
const MAX_CHANNEL = 40;
const MAX_CAMPAIGN = 100;

const newCode = (): string => base32Of(randomBytes(8));

/** Makes a link. Rejects with everything that is wrong with the draft at once. */
export async function createLink(ctx: Context, draft: RecruitLinkDraft): Promise<{ readonly linkId: string }> {
  const problems = new Problems();
  const channel = readText(draft.channel, MAX_CHANNEL, say.notAChannel, 'input.channel', problems) ?? '';
  const campaign = readText(draft.campaign, MAX_CAMPAIGN, say.notACampaign, 'input.campaign', problems);
  if (draft.code != null && !CODE.test(draft.code)) problems.add('input.code', say.notACode);
  if (!isWebAddress(draft.target)) problems.add('input.target', say.notAUrl);
  const store = await readStore(ctx, draft.storeId, 'input.storeId', problems);
  if (draft.storeId == null && !seesStore(ctx, null)) problems.add('input.storeId', say.nameYourStore);
  problems.throwIfAny();

  await ctx.sql(holdBrand());
  const linkId = newUuid();
  const [written] = await ctx.sql(insertLink(linkId, draft.code ?? newCode(), channel, store?.id ?? null, campaign, draft.target));
  if (!written && draft.code == null) return ctx.restart('A new code was taken');
  if (!written) problems.add('input.code', say.codeTaken);
  problems.throwIfAny();
  ctx.withinLimit('member', 'openRecruitLinks', await openLinks(ctx));
  return { linkId };
}

export const openLinks = async (ctx: Context): Promise<number> => (await ctx.sql(countOpenLinks()))[0]?.open ?? 0;

/** Nobody joins through a closed link any more; what it brought stays. */
export async function closeRecruitLink(ctx: Context, id: string): Promise<{ readonly linkId: string }> {
  const uuid = readId('lnk', id);
  const [link] = uuid === null ? [] : await ctx.sql(linksByIds([uuid]));
  const [closed] = link && seesStore(ctx, link.store_id) ? await ctx.sql(closeLink(link.id)) : [];
  return closed ? { linkId: closed.id } : reject(new NotFoundError(say.noSuchLink, 'id', id));
}

/** In the order of the uuids; null where there is none. */
export const readLinks = async (ctx: Context, ids: readonly string[]): Promise<(RecruitLinkRow | null)[]> =>
  oneForEach(ids, await ctx.sql(linksByIds(ids)), (link) => link.id);

/** By uuid. */
export const linkById = defineLoader<string, RecruitLinkRow | null>(readLinks);

/** How many members joined last touched by a link, by the link's uuid. */
export const joinsOf = defineLoader<string, number>(async (ctx, linkIds) => {
  const counted = new Map((await ctx.sql(joinsByLinks(linkIds))).map((row) => [row.link_id, row.joins]));
  return linkIds.map((id) => counted.get(id) ?? 0);
});

/** The target with the touches a visitor came by, which the page passes on as `recruitmentLink`. */
function targetWith(target: string, touches: string): string {
  const url = new URL(target);
  url.searchParams.set('recruitmentLink', touches);
  return url.toString();
}

/** What a link's QR code says. */
export async function linkAddress(ctx: Context, link: Pick<RecruitLinkRow, 'code' | 'target'>): Promise<string> {
  const { recruitLinkBase } = await ctx.settings(memberSettings);
  return recruitLinkBase === null ? targetWith(link.target, link.code) : `${recruitLinkBase.replace(/\/$/, '')}/${link.code}`;
}

/** What the recruitment of members offers others to call. */
export interface RecruitmentService {
  /**
   * Counts a visit through an open link and answers where to send the visitor, or null. `firstTouch` is the code of
   * the link the same visitor came through first.
   */
  visit(code: string, firstTouch: string | null): Promise<string | null>;
  /** Says by which channel a member (uuid) came, of whom nothing is known yet. What is known stays. */
  attribute(memberId: string, channel: string): Promise<void>;
  /** By which channel a member (uuid) came; null: nobody knows. */
  channelOf(memberId: string): Promise<string | null>;
}

export const Recruitments = defineService<RecruitmentService>('member', 'recruitments');

export const recruitmentService = (ctx: Context): RecruitmentService => ({
  async visit(code, firstTouch) {
    const [link] = await ctx.sql(visitLink(code));
    if (!link) return null;
    return targetWith(link.target, firstTouch === null || firstTouch === code ? code : `${firstTouch}.${code}`);
  },
  async attribute(memberId, channel) {
    await ctx.sql(insertRecruitment(memberId, channel));
  },
  async channelOf(memberId) {
    return (await ctx.sql(recruitmentsOfMembers([memberId])))[0]?.channel ?? null;
  },
});
