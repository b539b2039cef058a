import type { MemberDataOwner, MergedPair } from '@regulars/member/contract';
import { type Context, groupBy, idsIn, type JsonObject, publicId } from '@regulars/plugin-sdk';
import { chainAbove } from '../data/edge.statements';
import {
  anyOrderOf, closeLinks, type DroppedEdgeRow, dropEdges, edgesOfPair, exportedEdges, exportedLinks, exportedRewards, forfeitRewards, lockProgramsOf, moveEdges, moveLinks, moveRewards, restoreEdge,
  returnEdges, returnLinks, returnRewards,
} from '../data/member-data.statements';
import { reviveRewards } from '../data/reward.statements';
import { eraseSightings, eraseVisits, exportedSightings, moveSightings, returnSightings } from '../data/sighting.statements';
import { DROPPED } from './decide-reward';
import { ReferralOrderChanged } from './events';
import { EDGE_PREFIX, REWARD_PREFIX } from './ids';

interface Journal {
  readonly links: readonly string[];
  readonly referrers: readonly string[];
  readonly referees: readonly string[];
  readonly dropped: readonly DroppedEdgeRow[];
  readonly rewards?: readonly string[];
  readonly sightings?: readonly string[];
}

/**
 * Whoever becomes one was brought once at most, and never by themselves: of two edges the one stays that does not lead back
 * to the two, the survivor's before the other's. What the dropped ones gave stays given.
 */
async function mergeReferrals(ctx: Context, pair: MergedPair): Promise<Journal> {
  const { survivorId, loserId } = pair;
  const mine = await ctx.sql(edgesOfPair([survivorId, loserId]));
  if (mine.length > 0) await ctx.sql(lockProgramsOf(mine.map(({ id }) => id)));
  const kept = await Promise.all([...groupBy(mine, ({ program_id }) => program_id)].map(([programId, edges]) => edgeToKeep(ctx, programId, edges, pair)));
  const dropped = await ctx.sql(dropEdges(mine.filter(({ id }) => !kept.includes(id)).map(({ id }) => id)));
  const [links, edges, rewards, sightings] = await Promise.all([
    ctx.sql(moveLinks(survivorId, loserId)), ctx.sql(moveEdges(survivorId, loserId)), ctx.sql(moveRewards(survivorId, loserId)), ctx.sql(moveSightings(survivorId, loserId)),
  ]);
  const idsWhere = (test: (row: (typeof edges)[number]) => boolean): string[] => edges.filter(test).map(({ id }) => id);
  return { links: idsIn(links), referrers: idsWhere(({ was_referrer }) => was_referrer), referees: idsWhere(({ was_referee }) => was_referee), dropped, rewards: idsIn(rewards), sightings: idsIn(sightings) };
}

async function edgeToKeep(ctx: Context, programId: string, edges: readonly { readonly id: string; readonly referee_id: string }[], { survivorId, loserId }: MergedPair): Promise<string | null> {
  for (const [refereeId, otherId] of [[survivorId, loserId], [loserId, survivorId]] as const) {
    const edge = edges.find(({ referee_id }) => referee_id === refereeId);
    if (!edge) continue;
    const above = await ctx.sql(chainAbove(programId, refereeId));
    if (!above.some(({ referrer_id }) => referrer_id === otherId)) return edge.id;
  }
  return null;
}

/** First and nth orders of two who were one are compared anew: one of them may have given nothing for what the other was paid for. */
async function settleAnew(ctx: Context, memberIds: readonly string[]): Promise<void> {
  for (const { order_id, referee_id } of await ctx.sql(anyOrderOf(memberIds))) ctx.emit(ReferralOrderChanged, { orderId: publicId('ord', order_id) }, referee_id);
}

/** How many stand again. One after the other: each stands on the ones before. */
async function restore(ctx: Context, dropped: readonly DroppedEdgeRow[]): Promise<number> {
  if (dropped.length > 0) await ctx.sql(lockProgramsOf(dropped.map(({ id }) => id)));
  let restored = 0;
  for (const { id, state } of dropped) {
    if ((await ctx.sql(restoreEdge(id, state))).length === 0) continue;
    restored++;
    const revived = await ctx.sql(reviveRewards(id, DROPPED));
    const orders = new Map(revived.flatMap(({ order_id, referee_id }) => (order_id === null ? [] : [[order_id, referee_id] as const])));
    for (const [orderId, refereeId] of orders) ctx.emit(ReferralOrderChanged, { orderId: publicId('ord', orderId) }, refereeId);
  }
  return restored;
}

export const referralMemberData: MemberDataOwner = {
  module: 'referral',
  merge: async (ctx, pair) => (await mergeReferrals(ctx, pair)) as unknown as JsonObject,
  async unmerge(ctx, { survivorId, loserId }, written) {
    const { links, referrers, referees, dropped, rewards, sightings } = written as unknown as Journal;
    await Promise.all([
      ctx.sql(returnLinks(survivorId, loserId, links)), ctx.sql(returnEdges(survivorId, loserId, referrers, referees)), ctx.sql(returnRewards(survivorId, loserId, rewards ?? [])),
      ctx.sql(returnSightings(survivorId, loserId, sightings ?? [])),
    ]);
    const restored = await restore(ctx, dropped);
    if (dropped.length > 0) await settleAnew(ctx, [survivorId, loserId]);
    return [{ what: 'REFERRALS_REPLACED_SINCE', count: dropped.length - restored }];
  },
  async export(ctx, memberId) {
    const [links, edges, rewards, sightings] = await Promise.all([
      ctx.sql(exportedLinks(memberId)), ctx.sql(exportedEdges(memberId)), ctx.sql(exportedRewards(memberId)), ctx.sql(exportedSightings(memberId)),
    ]);
    return {
      links: links.map(({ program, code, clicks, created_at }) => ({ program, code, clicks, createdAt: created_at.toISOString() })),
      referrals: edges.map((edge) => ({
        id: publicId(EDGE_PREFIX, edge.id), program: edge.program, as: edge.is_referrer ? 'REFERRER' : 'REFEREE', source: edge.source, state: edge.state,
        boundAt: edge.bound_at.toISOString(), qualifiedAt: edge.qualified_at?.toISOString() ?? null,
      })),
      rewards: rewards.map((reward) => ({
        id: publicId(REWARD_PREFIX, reward.id), program: reward.program, rule: reward.rule_key, level: reward.level, at: reward.at.toISOString(), amount: reward.amount, given: reward.paid,
        state: reward.state === 'REVIEW' ? 'PENDING' : reward.state,
      })),
      // What they say is hashes, of which nobody learns anything.
      sightings: sightings.map(({ at }) => at.toISOString()),
    };
  },
  // Who brought whom is part of the books, and says nothing about a person but whose it is, which after the erasure is nobody.
  async erase(ctx, memberId) {
    await Promise.all([ctx.sql(closeLinks(memberId)), ctx.sql(forfeitRewards(memberId)), ctx.sql(eraseSightings(memberId)), ctx.sql(eraseVisits(memberId))]);
  },
};
