import type { MergedPair, MergeRemainder } from '@regulars/member/contract';
import { type Context, type JsonObject, newUuid } from '@regulars/plugin-sdk';
import { insertManualSet } from '../data/manual-set.statements';
import {
  deleteAllStandings, deleteManualSet, insertStoredStandings, mergeGifts, mergeOrderTiers, returnGifts, returnOrderTiers, standingsAndFacts, stopJudging,
} from '../data/member-data.statements';
import { sealReason } from './act-reasons';
import { judgeMembers } from './judge-members';
import { after } from './judged-member';
import { type Membership, membershipsOf } from './memberships';
import type { TierProgram } from './program';
import { programsOf } from './programs';
import { TierState } from './tier-state';

/** What undoing takes. `sum` is what both stood by behind the merge: as long as it is the same, nothing has happened. */
interface Journal {
  readonly before: readonly object[];
  readonly sum: string;
  readonly manualSetId: string | null;
  readonly gifts: readonly object[];
  readonly orders: readonly string[];
}

/**
 * The survivor is judged by the orders of both (which order has moved before), and keeps the higher of the two tiers
 * until the later of their ends should the rules give less.
 */
export async function mergeTiers(ctx: Context, { survivorId, loserId }: MergedPair): Promise<JsonObject> {
  const { live } = await programsOf(ctx);
  const [[before], memberships] = await Promise.all([ctx.sql(standingsAndFacts(survivorId, loserId)), membershipsOf(ctx, [survivorId, loserId])]);
  const [gifts, orders] = await Promise.all([ctx.sql(mergeGifts(survivorId, loserId)), ctx.sql(mergeOrderTiers(survivorId, loserId)), ctx.sql(stopJudging(loserId))]);
  const held = [survivorId, loserId].flatMap((id) => memberships.get(id) ?? []);
  const manualSetId = live?.activatedAt ? await judgeMerged(ctx, live, live.activatedAt, survivorId, held) : null;
  const [now] = await ctx.sql(standingsAndFacts(survivorId, loserId));
  const journal: Journal = { before: before?.standings ?? [], sum: now?.sum ?? '', manualSetId, gifts, orders: orders.map((row) => row.order_id) };
  return journal as unknown as JsonObject;
}

/** Answers the id of what holds the member where the rules alone would have it fall. */
async function judgeMerged(ctx: Context, program: TierProgram, activatedAt: Date, survivorId: string, held: readonly Membership[]): Promise<string | null> {
  const [judged] = await judgeMembers(ctx, program, new Map([[survivorId, activatedAt.getTime()]]), { gives: false });
  const [highest] = [...held].sort((a, b) => b.tier.rank - a.tier.rank);
  if (!judged || !highest) return null;
  const given = after(judged);
  const rank = program.tiers.find(({ code }) => code === given.tier)?.rank ?? 0;
  const until = latestEnd(held.filter(({ tier }) => tier.rank === highest.tier.rank));
  const lasts = given.until === null || (until !== null && given.until >= until.getTime());
  // What ends now is nothing to hold on to: the job has only not come round to it.
  const isOver = until !== null && until <= ctx.now;
  if (isOver || highest.tier.rank < rank || (highest.tier.rank === rank && lasts)) return null;
  const manualSetId = newUuid();
  const locks = held.some(({ tier, state }) => tier.rank === highest.tier.rank && state === TierState.LOCKED);
  await ctx.sql(insertManualSet(manualSetId, survivorId, 'SET', highest.tier.code, until, locks, await sealReason(ctx, survivorId, manualSetId, 'Merge'), ctx.actor.kind, ctx.actor.id));
  await judgeMembers(ctx, program, new Map([[survivorId, ctx.now.getTime()]]), { gives: false });
  return manualSetId;
}

/** Null: for ever. */
const latestEnd = (held: readonly Membership[]): Date | null =>
  held.some(({ until }) => until === null) ? null : new Date(Math.max(...held.map(({ until }) => until?.getTime() ?? 0)));

/** Both stand as before where nothing happened since; else each is judged anew by the orders that are its own. */
export async function unmergeTiers(ctx: Context, { survivorId, loserId }: MergedPair, written: JsonObject): Promise<readonly MergeRemainder[]> {
  const journal = written as unknown as Journal;
  const { live } = await programsOf(ctx);
  const [now] = await ctx.sql(standingsAndFacts(survivorId, loserId));
  const untouched = now?.sum === journal.sum;
  await Promise.all([
    ctx.sql(returnGifts(survivorId, JSON.stringify(journal.gifts))), ctx.sql(returnOrderTiers(survivorId, loserId, journal.orders)),
    journal.manualSetId === null ? [] : ctx.sql(deleteManualSet(journal.manualSetId)),
    ctx.sql(deleteAllStandings([survivorId, loserId])), ctx.sql(insertStoredStandings(JSON.stringify(journal.before))),
  ]);
  if (untouched || !live?.activatedAt) return [];
  const from = live.activatedAt.getTime();
  await judgeMembers(ctx, live, new Map([[survivorId, from], [loserId, from]]), { gives: false });
  return [{ what: 'TIERS_JUDGED_ANEW', count: 2 }];
}
