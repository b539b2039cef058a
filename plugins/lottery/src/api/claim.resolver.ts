import { Member, memberById } from '@regulars/member/contract';
import { ANY_CALLER, type Connection, type Context, condition, listPage, meOf, Payload, readId } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, Field, FieldResolver, ID, Int, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import type { PlaceRow } from '../data/raffle.statements';
import { type ClaimRef, claimPrize, handOver } from '../domain/claims';
import { verdictOnRaffle } from '../domain/entries';
import { GAME_PREFIX } from '../domain/ids';
import { messageOfChance } from '../domain/seeds';
import { permissions } from '../permissions';
import { claimById, claimList, claimsOfMember, closeOfGame, placesOfGame, taxOfClaim } from './claim.loaders';
import { LotteryClaim, LotteryClaimConnection, LotteryTaxInfoInput, LotteryTaxRecord } from './claim.type';
import { entriesObject, LotteryEntries } from './entry.type';
import { LotteryClaimState } from './enums';
import { LotteryGame } from './game.type';

const CLAIM = 'Within its deadline. Where its worth is reported to the tax office, with taxInfo.';

@ObjectType({ simpleResolvers: true, description: 'A place in a raffle: HMAC-SHA256(seed, message) is its ticket, and the lowest has the first.' })
export class LotteryPlace {
  readonly row: PlaceRow;

  @Field(() => Int)
  place: number;

  @Field(() => String, { nullable: true, description: 'Key of the prize; null: an alternate.' })
  prize: string | null;

  @Field(() => String, { description: 'Game, member, and the number of the chance.' })
  message: string;

  @Field(() => String)
  ticket: string;

  @Field(() => Member, { nullable: true, description: 'To staff; to members themselves.' })
  member(@Ctx() ctx: Context): Promise<Member | null> | null {
    return ctx.audience === 'member' && this.row.member_id !== ctx.actor.memberId ? null : ctx.load(memberById, this.row.member_id);
  }
}

const placeObject = (row: PlaceRow): LotteryPlace => Object.assign(Object.create(LotteryPlace.prototype) as LotteryPlace, {
  row, place: row.place, prize: row.prize, ticket: row.ticket, message: messageOfChance(row.game_id, row),
});

@ObjectType({ simpleResolvers: true })
export class LotteryClaimPayload extends Payload {
  readonly claimId?: string;

  @Field(() => LotteryClaim, { nullable: true })
  claim(@Ctx() ctx: Context): Promise<LotteryClaim | null> | null {
    return this.claimId ? ctx.load(claimById, this.claimId) : null;
  }
}

@Resolver()
export class ClaimResolver {
  @Authorized(permissions.read)
  @Query(() => LotteryClaimConnection, { description: 'The newest first.' })
  lotteryClaims(
    @Ctx() ctx: Context,
    @Arg('states', () => [LotteryClaimState], { nullable: true }) states?: LotteryClaimState[],
    @Arg('gameId', () => ID, { nullable: true }) gameId?: string,
    @Arg('first', () => Int, { nullable: true }) first?: number,
    @Arg('after', () => String, { nullable: true }) after?: string,
  ): Promise<Connection<LotteryClaim>> {
    const where = condition('k.state = ANY(?) AND (?::boolean OR k.game_id = ?::uuid)', states ?? Object.values(LotteryClaimState), gameId == null, readId(GAME_PREFIX, gameId));
    return listPage(ctx, claimList, { page: { first, after }, where });
  }

  @Authorized(permissions.draw)
  @Mutation(() => LotteryClaimPayload, { description: CLAIM })
  lotteryPrizeClaim(
    @Ctx() ctx: Context,
    @Arg('claimId', () => ID) claimId: string,
    @Arg('idempotencyKey', () => String) _idempotencyKey: string,
    @Arg('taxInfo', () => LotteryTaxInfoInput, { nullable: true }) taxInfo?: LotteryTaxInfoInput,
  ): Promise<ClaimRef> {
    return claimPrize(ctx, claimId, null, taxInfo ?? null);
  }

  @Authorized(permissions.draw)
  @Mutation(() => LotteryClaimPayload, { description: 'Of what was claimed, once.' })
  lotteryPrizeHandOver(@Ctx() ctx: Context, @Arg('claimId', () => ID) claimId: string, @Arg('idempotencyKey', () => String) _idempotencyKey: string): Promise<ClaimRef> {
    return handOver(ctx, claimId);
  }
}

/** What members do themselves. */
@Resolver()
export class OwnClaimResolver {
  @Authorized(ANY_CALLER)
  @Mutation(() => LotteryClaimPayload, { description: CLAIM })
  lotteryPrizeClaim(
    @Ctx() ctx: Context,
    @Arg('claimId', () => ID) claimId: string,
    @Arg('idempotencyKey', () => String) _idempotencyKey: string,
    @Arg('taxInfo', () => LotteryTaxInfoInput, { nullable: true }) taxInfo?: LotteryTaxInfoInput,
  ): Promise<ClaimRef> {
    return claimPrize(ctx, claimId, meOf(ctx), taxInfo ?? null);
  }
}

@Resolver(() => LotteryClaim)
export class ClaimFieldResolver {
  @FieldResolver(() => LotteryTaxRecord, { nullable: true })
  tax(@Root() { row }: LotteryClaim, @Ctx() ctx: Context): Promise<LotteryTaxRecord | null> {
    return ctx.load(taxOfClaim, row.id);
  }
}

@Resolver(() => LotteryGame)
export class RaffleFieldResolver {
  @FieldResolver(() => [LotteryPlace], { description: 'Of a RAFFLE that was drawn: who won, and behind them the alternates. At most 51,000.' })
  async places(@Root() { game }: LotteryGame, @Ctx() ctx: Context): Promise<LotteryPlace[]> {
    return (await ctx.load(placesOfGame, game.id)).map(placeObject);
  }

  @FieldResolver(() => LotteryEntries, { nullable: true, description: 'Of a RAFFLE that was drawn: what it was drawn from.' })
  async entries(@Root() { game }: LotteryGame, @Ctx() ctx: Context): Promise<LotteryEntries | null> {
    const close = await ctx.load(closeOfGame, game.id);
    return close && entriesObject(close);
  }

  @FieldResolver(() => Boolean, { nullable: true, description: 'Of a RAFFLE that was drawn: whether its entries are those that were told of, none that stands was left out, and the places went to the lowest of their tickets, as the seed gives them. Computes every ticket anew, for members at most once a minute.' })
  async placesAreValid(@Root() { game }: LotteryGame, @Ctx() ctx: Context): Promise<boolean | null> {
    const places = await ctx.load(placesOfGame, game.id);
    return places.length === 0 && !(await ctx.load(closeOfGame, game.id)) ? null : verdictOnRaffle(ctx, game, places);
  }
}

@Resolver(() => Member)
export class MemberClaimsResolver {
  @FieldResolver(() => LotteryClaimConnection, { description: 'The newest first.' })
  lotteryClaims(
    @Root() member: Member,
    @Ctx() ctx: Context,
    @Arg('first', () => Int, { nullable: true, defaultValue: 10 }) first: number,
    @Arg('after', () => String, { nullable: true }) after?: string,
  ): Promise<Connection<LotteryClaim>> {
    return ctx.load(claimsOfMember, { parent: member.uuid, page: { first, after } });
  }
}
