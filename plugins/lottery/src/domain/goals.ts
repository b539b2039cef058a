import { orderByName, type OrderEventData, type OrderState } from '@regulars/order/contract';
import { type Context, defineEvent, readId, type StoredEvent } from '@regulars/plugin-sdk';
import type { StageTerms } from '../data/challenge-terms';
import { challengesOf } from './challenge';
import type { LotteryDrawnPayload, LotteryShareCountedPayload } from './events';
import { type Game, gamesOf } from './game';
import { GAME_PREFIX } from './ids';
import { lockAllActive } from './lock-member';
import { meets } from './occasions';
import { advance, asks, challengesAsking, type Happening, takeBackOrder } from './progress';

/** Told by modules that may not be installed: known by their names alone. */
export const SurveyAnswered = defineEvent<object>('survey.completed');
export const StampsCame = defineEvent<{ readonly stamps: number }>('stamp.added');

const meetsStage = (ctx: Context, order: OrderState) => ({ atLeast, storeCodes }: StageTerms): boolean => meets(ctx, { atLeast, storeCodes }, order);

/** Locks who did it, as who that is now, where any challenge asks for such a thing. */
async function tell(ctx: Context, { memberId }: StoredEvent, happening: Happening): Promise<void> {
  if (memberId === null || (await challengesAsking(ctx, happening.goal, happening.at)).length === 0) return;
  const member = (await lockAllActive(ctx, [memberId])).get(memberId);
  if (member !== undefined) await advance(ctx, member, happening);
}

/** By the order as it stands: it may have been given back since. */
export async function onOrderForGoals(ctx: Context, data: OrderEventData, { memberId }: StoredEvent): Promise<void> {
  const isAsked = (await challengesOf(ctx)).all.some((challenge) => challenge.state === 'LIVE' && asks(challenge, 'ORDER'));
  if (memberId === null || !isAsked) return;
  const member = (await lockAllActive(ctx, [memberId])).get(memberId);
  const order = await orderByName(ctx, data);
  if (!order || member === undefined) return;
  await advance(ctx, member, { goal: 'ORDER', key: `order/${order.id}`, amount: 1, orderId: order.id, at: order.placedAt, isMeant: meetsStage(ctx, order) });
}

export async function onRefundForGoals(ctx: Context, data: OrderEventData, { memberId }: StoredEvent): Promise<void> {
  if (memberId === null) return;
  await lockAllActive(ctx, [memberId]);
  const order = await orderByName(ctx, data);
  if (order) await takeBackOrder(ctx, order, meetsStage(ctx, order));
}

export const onSurveyAnswered = (ctx: Context, _: unknown, event: StoredEvent): Promise<void> =>
  tell(ctx, event, { goal: 'SURVEY', key: `event/${event.id}`, amount: 1, orderId: null, at: event.at, isMeant: () => true });

export async function onStampsCame(ctx: Context, { stamps }: { readonly stamps: number }, event: StoredEvent): Promise<void> {
  if (stamps > 0) await tell(ctx, event, { goal: 'STAMPS', key: `event/${event.id}`, amount: stamps, orderId: null, at: event.at, isMeant: () => true });
}

const isGame = (game: Game | null, name: string | null): boolean => name === null || (game !== null && (game.code === name || game.id === readId(GAME_PREFIX, name)));

export async function onShareCounted(ctx: Context, { gameId }: LotteryShareCountedPayload, event: StoredEvent): Promise<void> {
  const game = (await gamesOf(ctx)).named(gameId);
  await tell(ctx, event, { goal: 'SHARE', key: `event/${event.id}`, amount: 1, orderId: null, at: event.at, isMeant: (stage) => isGame(game, stage.game) });
}

export async function onDrawnForGoals(ctx: Context, { gameId, prize: key }: LotteryDrawnPayload, event: StoredEvent): Promise<void> {
  const game = (await gamesOf(ctx)).named(gameId);
  const isNothing = game?.odds.prizes.find((prize) => prize.key === key)?.kind === 'NOTHING';
  const isMeant = (stage: StageTerms): boolean => isGame(game, stage.game) && (stage.prizes === null ? !isNothing : stage.prizes.includes(key));
  await tell(ctx, event, { goal: 'WIN', key: `event/${event.id}`, amount: 1, orderId: null, at: event.at, isMeant });
}
