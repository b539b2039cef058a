import type { MemberJoinedPayload } from '@regulars/member/contract';
import { orderByName, type OrderEventData, type OrderState } from '@regulars/order/contract';
import { businessDateOf, type Context, parseDecimal, scaleOf, type StoredEvent } from '@regulars/plugin-sdk';
import type { PointsBurnedData } from '@regulars/points/contract';
import { chancesOfOrder, revokeChances } from '../data/chance.statements';
import type { ChanceRule } from '../data/game-terms';
import { type ChanceGrant, grantChances } from './chances';
import { type Game, gamesOf, isWithin } from './game';
import { lockAllActive } from './lock-member';

/** A rule of an open game that an occasion may meet. */
interface Asked {
  readonly game: Game;
  readonly rule: ChanceRule;
}

/** Rules of games that give at that instant. */
async function askedFor(ctx: Context, on: ChanceRule['on'], at: Date): Promise<readonly Asked[]> {
  const games = (await gamesOf(ctx)).all.filter((game) => game.state === 'LIVE' && isWithin(game, at));
  return games.flatMap((game) => game.rules.filter((rule) => rule.on === on).map((rule) => ({ game, rule })));
}

type Gift = Omit<ChanceGrant, 'memberId'>;

async function give(ctx: Context, memberId: string | null, gifts: readonly Gift[]): Promise<void> {
  if (memberId === null || gifts.length === 0) return;
  const member = (await lockAllActive(ctx, [memberId])).get(memberId);
  if (member !== undefined) await grantChances(ctx, gifts.map((gift) => ({ ...gift, memberId: member })));
}

/** Orders that were placed while a game is open; of VISIT the first of a business day that is large enough. By the order as it stands: it may have been given back since. */
export async function onOrderPaid(ctx: Context, data: OrderEventData, { memberId }: StoredEvent): Promise<void> {
  const isAsked = (await gamesOf(ctx)).all.some(({ state, rules }) => state === 'LIVE' && rules.some(({ on }) => on === 'ORDER' || on === 'VISIT'));
  if (!isAsked || memberId === null) return;
  await lockAllActive(ctx, [memberId]);
  const order = await orderByName(ctx, data);
  if (!order) return;
  const { id: orderId, placedAt: at } = order;
  const [orders, visits] = await Promise.all([askedFor(ctx, 'ORDER', at), askedFor(ctx, 'VISIT', at)]);
  const met = [...orders, ...visits].filter(({ rule }) => meets(ctx, rule, order));
  await give(ctx, memberId, met.map(({ game, rule }) => ({
    game, chances: rule.chances, cause: rule.on as 'ORDER' | 'VISIT', orderId, at,
    key: rule.on === 'ORDER' ? `order/${orderId}` : `visit/${memberId}/${businessDateOf(at, ctx.brand)}`,
  })));
}

function meets(ctx: Context, { atLeast, storeCodes }: ChanceRule, { counts, net, storeCode }: OrderState): boolean {
  const least = atLeast === null ? 1n : (parseDecimal(atLeast, scaleOf(ctx.brand.currency)) ?? 0n);
  return counts && net >= least && (storeCodes === null || (storeCode !== null && storeCodes.includes(storeCode)));
}

/** What an order gave that would not have given it as it is now, as far as it was not drawn. */
export async function onOrderRefunded(ctx: Context, data: OrderEventData, { memberId }: StoredEvent): Promise<void> {
  if (memberId === null) return;
  await lockAllActive(ctx, [memberId]);
  const order = await orderByName(ctx, data);
  if (!order) return;
  const [given, games] = await Promise.all([ctx.sql(chancesOfOrder(order.id)), gamesOf(ctx)]);
  const isDue = ({ game_id, cause }: { readonly game_id: string; readonly cause: string }): boolean =>
    games.byId(game_id)?.state === 'ENDED' || (games.byId(game_id)?.rules ?? []).some((rule) => rule.on === cause && meets(ctx, rule, order));
  const lost = given.filter((chance) => !isDue(chance));
  if (lost.length > 0) await ctx.sql(revokeChances(lost.map(({ id }) => id)));
}

export async function onJoined(ctx: Context, _: MemberJoinedPayload, { memberId, at }: StoredEvent): Promise<void> {
  const asked = await askedFor(ctx, 'JOIN', at);
  await give(ctx, memberId, asked.map(({ game, rule }) => ({ game, chances: rule.chances, cause: 'JOIN', key: `join/${memberId}`, at })));
}

/** For each so many points of what was spent at once. */
export async function onPointsSpent(ctx: Context, { points }: PointsBurnedData, { id, memberId, at }: StoredEvent): Promise<void> {
  const asked = await askedFor(ctx, 'POINTS_SPENT', at);
  const gifts = asked.map(({ game, rule }) => ({ game, chances: rule.chances * Math.floor(points / Number(rule.atLeast)), cause: 'POINTS_SPENT' as const, key: `points/${id}`, at }));
  await give(ctx, memberId, gifts.filter(({ chances }) => chances > 0));
}
