import { Member } from '@regulars/member/contract';
import { ANY_CALLER, type Connection, type Context, condition, listPage, meOf, Payload, publicId, readId } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, Field, FieldResolver, ID, Int, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { type DrawRef, drawChance } from '../domain/draw';
import { grantByStaff } from '../domain/grant-by-staff';
import { DRAW_PREFIX, GAME_PREFIX } from '../domain/ids';
import { verifyDraw } from '../domain/proof';
import { permissions } from '../permissions';
import { chanceById, chancesOfMember, drawById, drawList, drawsOfMember } from './draw.loaders';
import { LotteryChance, LotteryChanceConnection, LotteryDraw, LotteryDrawConnection, LotteryVerdict } from './draw.type';
import { LotteryChanceState } from './enums';
import { publishedOdds } from './game.loaders';
import { LotteryPrize, prizeObject } from './game.type';

const DRAW = 'One chance, drawn by the server before anything is shown. `gameId` may be its code.';
const CHANCE = { nullable: true, description: 'Left out: the oldest that was not drawn.' };
const PICK = { nullable: true, description: 'Of PICK_ONE_OF_FOUR, 1 to 4.' };
const VERIFY = 'Does a draw again, from what stands in its record.';

@ObjectType({ simpleResolvers: true })
export class LotteryDrawPayload extends Payload {
  readonly drawId?: string;

  @Field(() => LotteryDraw, { nullable: true })
  draw(@Ctx() ctx: Context): Promise<LotteryDraw | null> | null {
    return this.drawId ? ctx.load(drawById, this.drawId) : null;
  }
}

@ObjectType({ simpleResolvers: true })
export class LotteryChancePayload extends Payload {
  readonly chanceIds?: readonly string[];

  @Field(() => [LotteryChance])
  async chances(@Ctx() ctx: Context): Promise<LotteryChance[]> {
    const chances = await Promise.all((this.chanceIds ?? []).map((id) => ctx.load(chanceById, id)));
    return chances.filter((chance) => chance !== null);
  }
}

@Resolver()
export class DrawResolver {
  @Authorized(permissions.read)
  @Query(() => LotteryDrawConnection, { description: 'The newest first.' })
  lotteryDraws(
    @Ctx() ctx: Context,
    @Arg('gameId', () => ID, { nullable: true }) gameId?: string,
    @Arg('first', () => Int, { nullable: true }) first?: number,
    @Arg('after', () => String, { nullable: true }) after?: string,
  ): Promise<Connection<LotteryDraw>> {
    return listPage(ctx, drawList, { page: { first, after }, ...(gameId == null ? {} : { where: condition('d.game_id = ?::uuid', readId(GAME_PREFIX, gameId)) }) });
  }

  @Authorized(permissions.read)
  @Query(() => LotteryVerdict, { nullable: true, description: VERIFY })
  lotteryVerify(@Arg('drawId', () => ID) drawId: string, @Ctx() ctx: Context): Promise<LotteryVerdict | null> {
    return verdictOn(ctx, drawId, null);
  }

  @Authorized(permissions.grant)
  @Mutation(() => LotteryChancePayload, { description: 'By hand, 1 to 100: limits of members do not hold for them. `gameId` may be its code.' })
  lotteryChanceGrant(
    @Ctx() ctx: Context,
    @Arg('gameId', () => ID) gameId: string,
    @Arg('memberId', () => ID) memberId: string,
    @Arg('chances', () => Int) chances: number,
    @Arg('reason', () => String) reason: string,
    @Arg('idempotencyKey', () => String) _idempotencyKey: string,
  ): Promise<object> {
    return grantByStaff(ctx, { gameId, memberId, chances, reason });
  }

  @Authorized(permissions.draw)
  @Mutation(() => LotteryDrawPayload, { description: DRAW })
  lotteryDraw(
    @Ctx() ctx: Context,
    @Arg('gameId', () => ID) gameId: string,
    @Arg('memberId', () => ID) memberId: string,
    @Arg('idempotencyKey', () => String) _idempotencyKey: string,
    @Arg('chanceId', () => ID, CHANCE) chanceId?: string,
    @Arg('pick', () => Int, PICK) pick?: number,
  ): Promise<DrawRef> {
    return drawChance(ctx, { gameId, memberId, chanceId: chanceId ?? null, pick: pick ?? null });
  }
}

/** What members do themselves. */
@Resolver()
export class OwnDrawResolver {
  @Authorized(ANY_CALLER)
  @Query(() => LotteryVerdict, { nullable: true, description: VERIFY })
  lotteryVerify(@Arg('drawId', () => ID) drawId: string, @Ctx() ctx: Context): Promise<LotteryVerdict | null> {
    return verdictOn(ctx, drawId, meOf(ctx));
  }

  @Authorized(ANY_CALLER)
  @Mutation(() => LotteryDrawPayload, { description: DRAW })
  lotteryDraw(
    @Ctx() ctx: Context,
    @Arg('gameId', () => ID) gameId: string,
    @Arg('idempotencyKey', () => String) _idempotencyKey: string,
    @Arg('chanceId', () => ID, CHANCE) chanceId?: string,
    @Arg('pick', () => Int, PICK) pick?: number,
  ): Promise<DrawRef> {
    return drawChance(ctx, { gameId, memberId: publicId('mbr', meOf(ctx)), chanceId: chanceId ?? null, pick: pick ?? null });
  }
}

/** @param memberId whose draw it has to be; null: anybody's */
async function verdictOn(ctx: Context, drawId: string, memberId: string | null): Promise<LotteryVerdict | null> {
  const uuid = readId(DRAW_PREFIX, drawId);
  const draw = uuid === null ? null : await ctx.load(drawById, uuid);
  return draw && (memberId === null || draw.row.member_id === memberId) ? verifyDraw(ctx, draw.row) : null;
}

@Resolver(() => LotteryDraw)
export class DrawFieldResolver {
  @FieldResolver(() => LotteryPrize, { nullable: true, description: 'As it was in the odds that were drawn by.' })
  async prize(@Root() { row }: LotteryDraw, @Ctx() ctx: Context): Promise<LotteryPrize | null> {
    return (await prizesOf(ctx, row))(row.prize);
  }

  @FieldResolver(() => [LotteryPrize], { description: 'Of PICK_ONE_OF_FOUR: what lies under each card.' })
  async cards(@Root() { row }: LotteryDraw, @Ctx() ctx: Context): Promise<LotteryPrize[]> {
    const prize = await prizesOf(ctx, row);
    return (row.cards ?? []).flatMap((key) => prize(key) ?? []);
  }
}

async function prizesOf(ctx: Context, { game_id, version }: LotteryDraw['row']): Promise<(key: string) => LotteryPrize | null> {
  const { odds } = (await ctx.load(publishedOdds, game_id)).find((one) => one.version === version) ?? {};
  return (key) => {
    const terms = odds?.prizes.find((prize) => prize.key === key);
    return terms ? prizeObject(terms) : null;
  };
}

@Resolver(() => Member)
export class MemberLotteryResolver {
  @FieldResolver(() => LotteryChanceConnection, { description: 'The newest first.' })
  lotteryChances(
    @Root() member: Member,
    @Ctx() ctx: Context,
    @Arg('first', () => Int, { nullable: true, defaultValue: 10 }) first: number,
    @Arg('after', () => String, { nullable: true }) after?: string,
    @Arg('states', () => [LotteryChanceState], { nullable: true }) states?: LotteryChanceState[],
  ): Promise<Connection<LotteryChance>> {
    return ctx.load(chancesOfMember, { parent: member.uuid, page: { first, after }, ...(states ? { where: condition('c.state = ANY(?)', states) } : {}) });
  }

  @FieldResolver(() => LotteryDrawConnection, { description: 'The newest first.' })
  lotteryDraws(
    @Root() member: Member,
    @Ctx() ctx: Context,
    @Arg('first', () => Int, { nullable: true, defaultValue: 10 }) first: number,
    @Arg('after', () => String, { nullable: true }) after?: string,
  ): Promise<Connection<LotteryDraw>> {
    return ctx.load(drawsOfMember, { parent: member.uuid, page: { first, after } });
  }
}
