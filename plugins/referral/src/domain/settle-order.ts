import { type OrderState, readOrderStates } from '@regulars/order/contract';
import { type Context, publicId, readId, type StoredEvent } from '@regulars/plugin-sdk';
import { chainAbove, type EdgeRow, edgesById } from '../data/edge.statements';
import { activeEdgesOf, membersToSettle, paidBefore, qualifyEdges, rewardsToSettle, writeRewards } from '../data/reward.statements';
import { ReferralQualified } from './events';
import { EDGE_PREFIX, PROGRAM_PREFIX } from './ids';
import { lockAll } from './lock-members';
import { programsOf } from './program';
import { MAX_DEPTH } from './read-program';
import { settleRule, type Settling } from './settle-rule';

/** An edge of the friend, or of who had the order before, and who stands above. */
export interface Standing {
  readonly edge: EdgeRow;
  /** By which who brought them stands at level 1, the next at level 2, and so on. */
  readonly chain: readonly EdgeRow[];
}

/** What an order of a friend gives follows from how it stands, and is compared with what it gave before. */
export async function settleOrder(ctx: Context, { orderId }: { readonly orderId: string }, { memberId }: StoredEvent): Promise<void> {
  const id = readId('ord', orderId);
  const locked = id === null ? null : await lockedStanding(ctx, id, memberId);
  if (!locked) return;
  const { order, standings } = locked;
  const rewards = await ctx.sql(rewardsToSettle(order.id, standings.map(({ edge }) => edge.id)));
  await qualify(ctx, order, standings);
  const [dropped, active] = [standings.filter(({ edge }) => edge.state === 'DROPPED'), standings.filter(({ edge }) => edge.state !== 'DROPPED')];
  await settleAll(ctx, dropped, { order, rewards, paid: [] });
  // By now what was dropped has given back what it has to.
  await settleAll(ctx, active, { order, rewards, paid: active.length === 0 ? [] : await ctx.sql(paidBefore(active.map(({ edge }) => edge.referee_id))) });
}

/** One after the other: what one comes to counts against the limits of the next. */
async function settleAll(ctx: Context, standings: readonly Standing[], settled: Pick<Settling, 'order' | 'rewards' | 'paid'>): Promise<void> {
  const programs = await programsOf(ctx);
  for (const { edge, chain } of standings) {
    for (const rule of programs.rulesOf(edge.program_id, edge.version)) {
      const written = await settleRule(ctx, { edge, chain, rule, ...settled });
      if (written.length > 0) await ctx.sql(writeRewards(JSON.stringify(written)));
    }
  }
}

interface LockedStanding {
  readonly order: OrderState;
  readonly standings: readonly Standing[];
}

/** The order with everybody whom it may concern locked: whoever has it, had it, stands above, or had something for it. */
async function lockedStanding(ctx: Context, orderId: string, memberId: string | null): Promise<LockedStanding | null> {
  const seen = await read(ctx, orderId, memberId);
  if (!seen) return null;
  const locked = new Set(seen.memberIds);
  await lockAll(ctx, [...locked]);
  const now = await read(ctx, orderId, memberId);
  if (!now || now.memberIds.some((id) => !locked.has(id))) return ctx.restart('Somebody else is concerned by now');
  return now;
}

async function read(ctx: Context, orderId: string, memberId: string | null): Promise<(LockedStanding & { readonly memberIds: readonly string[] }) | null> {
  const order = (await readOrderStates(ctx, [orderId])).get(orderId);
  if (!order) return null;
  const refereeIds = [...new Set([order.memberId, memberId])].filter((id) => id !== null);
  const [active, given] = await Promise.all([ctx.sql(activeEdgesOf(refereeIds)), ctx.sql(membersToSettle(orderId, refereeIds))]);
  const edges = await ctx.sql(edgesById([...new Set([...active.map(({ id }) => id), ...given.map(({ edge_id }) => edge_id)])].sort()));
  const standings = await Promise.all(edges.map(async (edge) => ({ edge, chain: edge.state === 'DROPPED' ? [] : await chainOf(ctx, edge) })));
  return { order, standings, memberIds: [...refereeIds, ...given.map(({ member_id }) => member_id), ...standings.flatMap(({ edge, chain }) => [edge.referee_id, ...chain.map(({ referrer_id }) => referrer_id)])] };
}

const chainOf = async (ctx: Context, { program_id, referee_id }: EdgeRow): Promise<EdgeRow[]> => (await ctx.sql(chainAbove(program_id, referee_id))).slice(0, MAX_DEPTH);

/** A friend who buys for the first time. */
async function qualify(ctx: Context, order: OrderState, standings: readonly Standing[]): Promise<void> {
  const due = standings.filter(({ edge }) => order.counts && edge.state === 'BOUND' && edge.referee_id === order.memberId && edge.bound_at <= order.placedAt).map(({ edge }) => edge.id);
  for (const edge of due.length === 0 ? [] : await ctx.sql(qualifyEdges(due, order.placedAt))) {
    ctx.emit(ReferralQualified, { edgeId: publicId(EDGE_PREFIX, edge.id), programId: publicId(PROGRAM_PREFIX, edge.program_id) }, edge.referrer_id);
  }
}
