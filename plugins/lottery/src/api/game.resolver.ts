import { describeReward } from '@regulars/member/contract';
import { ANY_CALLER, type Connection, type Context, condition, listPage, Payload, ProgramState, Reward } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, Field, FieldResolver, ID, Int, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { gamesOf } from '../domain/game';
import { changeGame, createGame, endGame, type GameRef, pauseGame, publishGame } from '../domain/games';
import { isOver, openSeed } from '../domain/seeds';
import { permissions } from '../permissions';
import { LotteryGameInput } from './game.inputs';
import { drawnOfGame, gameById, gameList, presentOdds, publishedOdds } from './game.loaders';
import { declaredShares, gameObject, LotteryGame, LotteryGameConnection, LotteryPrize, LotteryPrizeResult, LotteryRound, LotteryShare } from './game.type';

@ObjectType({ simpleResolvers: true })
export class LotteryGamePayload extends Payload {
  readonly gameId?: string;

  @Field(() => LotteryGame, { nullable: true })
  game(@Ctx() ctx: Context): Promise<LotteryGame | null> | null {
    return this.gameId ? ctx.load(gameById, this.gameId) : null;
  }
}

@Resolver()
export class GameQueryResolver {
  @Authorized(permissions.read)
  @Query(() => LotteryGameConnection, { description: 'The newest first.' })
  lotteryGames(
    @Ctx() ctx: Context,
    @Arg('states', () => [ProgramState], { nullable: true }) states?: ProgramState[],
    @Arg('first', () => Int, { nullable: true }) first?: number,
    @Arg('after', () => String, { nullable: true }) after?: string,
  ): Promise<Connection<LotteryGame>> {
    return listPage(ctx, gameList, { page: { first, after }, ...(states ? { where: condition('g.state = ANY(?)', states) } : {}) });
  }

  @Authorized(permissions.read)
  @Query(() => LotteryGame, { nullable: true })
  async lotteryGame(@Arg('id', () => ID, { description: 'Or its code.' }) id: string, @Ctx() ctx: Context): Promise<LotteryGame | null> {
    const game = (await gamesOf(ctx)).named(id);
    return game && gameObject(game);
  }
}

/** What a brand has published, its members see. */
@Resolver()
export class OwnGameResolver {
  @Authorized(ANY_CALLER)
  @Query(() => LotteryGameConnection, { description: 'Those that were published, the newest first.' })
  lotteryGames(
    @Ctx() ctx: Context,
    @Arg('first', () => Int, { nullable: true }) first?: number,
    @Arg('after', () => String, { nullable: true }) after?: string,
  ): Promise<Connection<LotteryGame>> {
    return listPage(ctx, gameList, { page: { first, after }, where: condition("g.state <> 'DRAFT'") });
  }

  @Authorized(ANY_CALLER)
  @Query(() => LotteryGame, { nullable: true })
  async lotteryGame(@Arg('id', () => ID, { description: 'Or its code.' }) id: string, @Ctx() ctx: Context): Promise<LotteryGame | null> {
    const game = (await gamesOf(ctx)).named(id);
    return game && game.state !== 'DRAFT' ? gameObject(game) : null;
  }
}

@Resolver()
export class GameMutationResolver {
  @Authorized(permissions.manage)
  @Mutation(() => LotteryGamePayload, { description: 'A draft: it is drawn once it is published.' })
  lotteryGameCreate(@Ctx() ctx: Context, @Arg('input', () => LotteryGameInput) input: LotteryGameInput): Promise<GameRef> {
    return createGame(ctx, input);
  }

  @Authorized(permissions.manage)
  @Mutation(() => LotteryGamePayload, { description: 'Other odds are another version, and refused while the game is live; everything else can be changed then, too.' })
  lotteryGameUpdate(@Ctx() ctx: Context, @Arg('id', () => ID) id: string, @Arg('input', () => LotteryGameInput) input: LotteryGameInput): Promise<GameRef> {
    return changeGame(ctx, id, input);
  }

  @Authorized(permissions.manage)
  @Mutation(() => LotteryGamePayload, { description: 'A draft, or one that was paused: freezes its odds, and commits to a seed for each version of them.' })
  lotteryGamePublish(@Ctx() ctx: Context, @Arg('id', () => ID) id: string): Promise<GameRef> {
    return publishGame(ctx, id);
  }

  @Authorized(permissions.manage)
  @Mutation(() => LotteryGamePayload, { description: 'Nothing is drawn meanwhile; chances stay.' })
  lotteryGamePause(@Ctx() ctx: Context, @Arg('id', () => ID) id: string): Promise<GameRef> {
    return pauseGame(ctx, id);
  }

  @Authorized(permissions.manage)
  @Mutation(() => LotteryGamePayload, { description: 'For good: its seeds are revealed.' })
  lotteryGameEnd(@Ctx() ctx: Context, @Arg('id', () => ID) id: string): Promise<GameRef> {
    return endGame(ctx, id);
  }
}

@Resolver(() => LotteryGame)
export class GameFieldResolver {
  @FieldResolver(() => [LotteryShare], { description: 'By what is drawn at this moment: what is out has no share. To members as they themselves draw, to staff as somebody who has drawn nothing.' })
  odds(@Root() { game }: LotteryGame, @Ctx() ctx: Context): Promise<readonly LotteryShare[]> {
    return ctx.load(presentOdds, game);
  }

  @FieldResolver(() => [LotteryRound], { description: 'Oldest first.' })
  async rounds(@Root() { game }: LotteryGame, @Ctx() ctx: Context): Promise<LotteryRound[]> {
    const [versions, games] = await Promise.all([ctx.load(publishedOdds, game.id), gamesOf(ctx)]);
    const seeds = games.seedsOf(game.id);
    return seeds.flatMap((row) => versions.filter(({ version }) => version === row.version).map(({ version, odds }) => ({
      version, commitment: row.commitment, seed: isOver(game, version, seeds) ? openSeed(ctx, row) : null, publishedAt: row.published_at, odds: declaredShares(odds),
    })));
  }
}

@Resolver(() => LotteryGame)
export class GameResultsResolver {
  @FieldResolver(() => [LotteryPrizeResult])
  async results(@Root() { game }: LotteryGame, @Ctx() ctx: Context): Promise<LotteryPrizeResult[]> {
    const drawn = await ctx.load(drawnOfGame, game.id);
    return game.odds.prizes.map(({ key, stock }) => ({ prize: key, drawn: drawn.get(key) ?? 0, left: stock === null ? null : stock - (drawn.get(key) ?? 0) }));
  }
}

@Resolver(() => LotteryPrize)
export class PrizeFieldResolver {
  @FieldResolver(() => Reward, { nullable: true })
  reward(@Root() { terms }: LotteryPrize, @Ctx() ctx: Context): Reward | null {
    return terms.reward && describeReward(ctx, terms.reward);
  }
}
