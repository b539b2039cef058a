import { type JoinCodeSource, type MemberStanding, MemberStatus, Recruitments } from '@regulars/member/contract';
import { type Context, DAY, newUuid, NotFoundError, publicId, reject } from '@regulars/plugin-sdk';
import { chainAbove, type EdgeRow, insertEdge } from '../data/edge.statements';
import { linksById, type LinkRow } from '../data/link.statements';
import { writeRewards } from '../data/reward.statements';
import { ReferralAlreadyBoundError, ReferralCycleError, ReferralNotNewError, ReferralSelfError } from '../errors';
import { settings } from '../settings';
import { ReferralBound } from './events';
import { EDGE_PREFIX, PROGRAM_PREFIX } from './ids';
import { findLink, type FoundLink, notOpen, refusalOf } from './links';
import { lockAll } from './lock-members';
import { programsOf } from './program';
import { joinDue, limited, newReward } from './settle-rule';
import { noteBinding } from './sightings';

const CHANNEL = 'MGM';
/** Members whom the brand had before. */
const NOT_BROUGHT = 'IMPORT';

export interface EdgeRef {
  /** uuid */
  readonly edgeId: string;
}

/** Links and codes of members as something to join by: whoever joins is bound in the same transaction. */
export const referralCodes: JoinCodeSource = {
  module: 'referral',
  async read(ctx, code, path) {
    const found = await findLink(ctx, code);
    if (!found) return null;
    return (await refusalOf(ctx, found, path)) ?? { channel: CHANNEL, joined: (joining, memberId) => bindJoined(joining, found, memberId, path) };
  },
};

/** Nobody else can have seen who has just joined: nobody was brought by them, so that no circle closes. */
async function bindJoined(ctx: Context, found: FoundLink, memberId: string, path: string): Promise<void> {
  const { link, standings } = await lockedLink(ctx, found, []);
  if (standings.get(link.member_id)?.status !== MemberStatus.ACTIVE) reject(notOpen(path));
  await writeEdge(ctx, found, link.member_id, memberId, path);
}

/** Binds a member (a uuid) who joined lately without a code. `path`: of the code. */
export async function bindMember(ctx: Context, code: string, memberId: string, path: string, device: string | null = null): Promise<EdgeRef> {
  const found = await findLink(ctx, code);
  if (!found) return reject(new NotFoundError({ en: 'There is no such code.', 'zh-TW': '查無此推薦碼。' }, path));
  const refusal = await refusalOf(ctx, found, path);
  if (refusal) reject(refusal);
  const { link, standings, above } = await lockedLink(ctx, found, [memberId]);
  const [referrer, referee] = [standings.get(link.member_id), standings.get(memberId)];
  if (referee?.mergedInto != null) ctx.restart('The member was merged meanwhile');
  if (link.member_id === memberId) reject(new ReferralSelfError({ en: 'Nobody brings themselves.', 'zh-TW': '不可使用自己的推薦碼。' }, path));
  if (referrer?.status !== MemberStatus.ACTIVE || link.closed_at !== null) reject(notOpen(path));
  if (above.has(memberId)) reject(new ReferralCycleError({ en: 'The one who gave the code was brought by this member.', 'zh-TW': '推薦人是由此會員推薦而來。' }, path));
  await checkNew(ctx, referee, path);
  return writeEdge(ctx, found, link.member_id, memberId, path, device);
}

interface LockedLink {
  readonly link: LinkRow;
  readonly standings: ReadonlyMap<string, MemberStanding>;
  /** Who brought the link's member, who brought them, and so on. */
  readonly above: ReadonlySet<string>;
}

/**
 * Locks the link's member with everybody above, and who is to be brought: whoever else would close a circle with it needs
 * one of these locks.
 */
async function lockedLink(ctx: Context, { link: seen, program }: FoundLink, refereeIds: readonly string[]): Promise<LockedLink> {
  const chainOf = async (memberId: string): Promise<string[]> => (refereeIds.length === 0 ? [] : (await ctx.sql(chainAbove(program.id, memberId))).map(({ referrer_id }) => referrer_id));
  const locked = new Set([seen.member_id, ...refereeIds, ...(await chainOf(seen.member_id))]);
  const standings = await lockAll(ctx, [...locked]);
  const [[link], above] = await Promise.all([ctx.sql(linksById([seen.id])), chainOf(seen.member_id)]);
  if (link?.member_id !== seen.member_id || above.some((id) => !locked.has(id))) return ctx.restart('The chain above the link changed meanwhile');
  return { link, standings, above: new Set(above) };
}

async function checkNew(ctx: Context, member: MemberStanding | undefined, path: string): Promise<void> {
  const [{ bindDays }, channel] = await Promise.all([ctx.settings(settings), member === undefined ? null : ctx.use(Recruitments).channelOf(member.id)]);
  const isNew = member?.status === MemberStatus.ACTIVE && channel !== NOT_BROUGHT && ctx.now.getTime() < member.joinedAt.getTime() + bindDays * DAY;
  if (!isNew) reject(new ReferralNotNewError({ en: 'Only new members are brought by somebody.', 'zh-TW': '僅新會員可填寫推薦碼。' }, path));
}

async function writeEdge(ctx: Context, { link, program, click }: FoundLink, referrerId: string, refereeId: string, path: string, device: string | null = null): Promise<EdgeRef> {
  const edgeId = newUuid();
  const [written] = await ctx.sql(insertEdge(edgeId, program.id, program.version, link.id, referrerId, refereeId, click ? 'CLICK' : 'CODE', click?.id ?? null, ctx.now));
  if (!written) reject(new ReferralAlreadyBoundError({ en: 'Somebody has brought this member already.', 'zh-TW': '此會員已有推薦人。' }, path));
  await noteBinding(ctx, edgeId, click?.id ?? null, device);
  await rewardJoining(ctx, { id: edgeId, program_id: program.id, version: program.version }, referrerId, refereeId);
  ctx.emit(ReferralBound, { edgeId: publicId(EDGE_PREFIX, edgeId), programId: publicId(PROGRAM_PREFIX, program.id) }, referrerId);
  return { edgeId };
}

/** What is given for the joining itself: both are locked, or new. */
async function rewardJoining(ctx: Context, edge: Pick<EdgeRow, 'id' | 'program_id' | 'version'>, referrerId: string, refereeId: string): Promise<void> {
  const rules = (await programsOf(ctx)).rulesOf(edge.program_id, edge.version).filter(({ on }) => on === 'JOIN');
  const rewards = await Promise.all(rules.map(async (rule) => {
    const reward = newReward(edge, rule, rule.to === 'REFEREE' ? refereeId : referrerId, joinDue(ctx));
    return { ...reward, amount: await limited(ctx, rule, reward, 1) };
  }));
  const due = rewards.filter(({ amount }) => amount > 0);
  if (due.length > 0) await ctx.sql(writeRewards(JSON.stringify(due)));
}
