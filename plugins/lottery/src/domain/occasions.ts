import type { MemberJoinedPayload } from '@regulars/member/contract';
import { orderByName, type OrderEventData, type OrderState, readOrderStates } from '@regulars/order/contract';
import { businessDateOf, type Context, parseDecimal, scaleOf, type StoredEvent } from '@regulars/plugin-sdk';
import { chancesOfOrder, revokeChances, type VisitRow, visitsOf } from '../data/chance.statements';
import type { ChanceRule } from '../data/game-terms';
import { grantChances } from './chances';
import { gamesOf } from './game';
import { lockAllActive } from './lock-member';
import { type Asked, askedFor, keyOf, ruleOf } from './rules';

/** Orders that were placed while a game is open; of VISIT the first of a business day that is large enough. By the order as it stands: it may have been given back since. */
export async function onOrderPaid(ctx: Context, data: OrderEventData, { memberId }: StoredEvent): Promise<void> {
  const isAsked = (await gamesOf(ctx)).all.some(({ state, rules }) => state === 'LIVE' && rules.some(({ on }) => on === 'ORDER' || on === 'VISIT'));
  if (!isAsked || memberId === null) return;
  const member = (await lockAllActive(ctx, [memberId])).get(memberId);
  const order = await orderByName(ctx, data);
  if (!order || member === undefined) return;
  const { id: orderId, placedAt: at } = order;
  const isMet = ({ rule }: Asked): boolean => meets(ctx, rule, order);
  const orders = (await askedFor(ctx, 'ORDER', at)).filter(isMet);
  const visits = await firstOfDay(ctx, (await askedFor(ctx, 'VISIT', at)).filter(isMet), order, member);
  await grantChances(ctx, [...orders, ...visits].map((asked) => ({
    game: asked.game, memberId: member, chances: asked.rule.chances, cause: asked.rule.on as 'ORDER' | 'VISIT', orderId, at,
    key: keyOf(`${asked.rule.on === 'ORDER' ? 'order' : 'visit'}/${orderId}`, asked),
  })));
}

/** The rules by which the member has nothing for that business day; of what was given for an order that was given back since, nothing is left. */
async function firstOfDay(ctx: Context, asked: readonly Asked[], { placedAt }: OrderState, memberId: string): Promise<readonly Asked[]> {
  const held = asked.length === 0 ? [] : await ctx.sql(visitsOf(memberId, businessDateOf(placedAt, ctx.brand)));
  if (held.length === 0) return asked;
  const [games, orders] = await Promise.all([gamesOf(ctx), readOrderStates(ctx, held.flatMap(({ order_id }) => order_id ?? []))]);
  const askedOf = (visit: VisitRow): Asked | undefined => {
    const game = games.byId(visit.game_id);
    return game ? ruleOf(game, visit) : undefined;
  };
  const stands = (visit: VisitRow): boolean => {
    const [rule, order] = [askedOf(visit)?.rule, orders.get(visit.order_id ?? '')];
    return visit.state === 'CONSUMED' || (rule !== undefined && order !== undefined && meets(ctx, rule, order));
  };
  const of = asked.map((each) => ({ each, held: held.filter((visit) => visit.game_id === each.game.id && askedOf(visit)?.nth === each.nth) }));
  const lost = of.flatMap((one) => one.held.filter((visit) => !stands(visit)));
  if (lost.length > 0) await ctx.sql(revokeChances(lost.map(({ id }) => id)));
  return of.filter((one) => !one.held.some(stands)).map(({ each }) => each);
}

export function meets(ctx: Context, { atLeast, storeCodes }: Pick<ChanceRule, 'atLeast' | 'storeCodes'>, { counts, net, storeCode }: OrderState): boolean {
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
  const lost = given.filter((chance) => {
    const game = games.byId(chance.game_id);
    const rule = game ? ruleOf(game, chance)?.rule : undefined;
    return game?.state !== 'ENDED' && !(rule && meets(ctx, rule, order));
  });
  if (lost.length > 0) await ctx.sql(revokeChances(lost.map(({ id }) => id)));
}

export async function onJoined(ctx: Context, _: MemberJoinedPayload, { memberId, at }: StoredEvent): Promise<void> {
  const asked = await askedFor(ctx, 'JOIN', at);
  if (memberId === null || asked.length === 0) return;
  const member = (await lockAllActive(ctx, [memberId])).get(memberId);
  if (member !== undefined) await grantChances(ctx, asked.map((each) => ({ game: each.game, memberId: member, chances: each.rule.chances, cause: 'JOIN', key: keyOf(`join/${memberId}`, each), at })));
}
