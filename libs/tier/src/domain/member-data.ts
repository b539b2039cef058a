import type { MemberDataOwner } from '@regulars/member/contract';
import { type Context, type JsonObject, newUuid } from '@regulars/plugin-sdk';
import { insertManualSet } from '../data/manual-set.statements';
import { eraseReasons, giftsForExport, manualSetsForExport, mergeGifts, mergeOrderTiers, standingsForExport, stopJudging } from '../data/member-data.statements';
import { judgeMembers } from './judge-members';
import { after } from './judged-member';
import { membershipsOf } from './memberships';
import { programsOf } from './programs';

/** What becomes of a member's tier. */
export const tierMemberData: MemberDataOwner = {
  module: 'tier',
  merge,
  export: exportTiers,
  erase: async (ctx, memberId) => {
    await Promise.all([ctx.sql(eraseReasons(memberId)), ctx.sql(stopJudging(memberId))]);
  },
};

/**
 * The survivor is judged by the orders of both (which order has moved before), and keeps the higher of the two tiers
 * until the later of their ends should the rules give less.
 */
async function merge(ctx: Context, { survivorId, loserId }: { readonly survivorId: string; readonly loserId: string }): Promise<void> {
  const program = (await programsOf(ctx)).live;
  await Promise.all([ctx.sql(mergeGifts(survivorId, loserId)), ctx.sql(mergeOrderTiers(survivorId, loserId)), ctx.sql(stopJudging(loserId))]);
  if (!program?.activatedAt) return;
  const memberships = await membershipsOf(ctx, [survivorId, loserId]);
  const held = [survivorId, loserId].flatMap((id) => memberships.get(id) ?? []).sort((a, b) => b.tier.rank - a.tier.rank);
  const [judged] = await judgeMembers(ctx, program, new Map([[survivorId, program.activatedAt.getTime()]]), { gives: false });
  const [highest] = held;
  const rank = judged ? (program.tiers.find(({ code }) => code === after(judged).tier)?.rank ?? 0) : 0;
  if (!highest || highest.tier.rank <= rank) return;
  const ends = held.filter(({ tier }) => tier.rank === highest.tier.rank).map(({ until }) => until);
  const until = ends.some((end) => end === null) ? null : new Date(Math.max(...ends.map((end) => end?.getTime() ?? 0)));
  const ahead = until === null || until > ctx.now ? until : null;
  await ctx.sql(insertManualSet(newUuid(), survivorId, 'SET', highest.tier.code, ahead, false, 'Merge', ctx.actor.kind, ctx.actor.id));
  await judgeMembers(ctx, program, new Map([[survivorId, ctx.now.getTime()]]), { gives: false });
}

async function exportTiers(ctx: Context, memberId: string): Promise<JsonObject> {
  const [standings, acts, gifts] = await Promise.all([
    ctx.sql(standingsForExport(memberId)), ctx.sql(manualSetsForExport(memberId)), ctx.sql(giftsForExport(memberId)),
  ]);
  const iso = (at: Date | null): string | null => at?.toISOString() ?? null;
  return {
    tiers: standings.map((row) => ({ tier: row.tier_code, state: row.state, reason: row.reason, from: iso(row.from_at), to: iso(row.to_at), until: iso(row.until_at) })),
    setByStaff: acts.map((row) => ({ at: iso(row.at), kind: row.kind, tier: row.tier_code, until: iso(row.until_at), locked: row.locks, reason: row.reason })),
    gifts: gifts.map((row) => ({ occasion: row.occasion, occurrence: row.occurrence, tier: row.tier_code, at: iso(row.given_at) })),
  };
}
