import { Member } from '@regulars/member/contract';
import { ANY_CALLER, type Context, defineLoader, manyForEach, meOf, Node, oneForEach, Payload, publicId } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, Field, FieldResolver, ID, Int, Mutation, ObjectType, Resolver, Root } from 'type-graphql';
import { type CountedLinkRow, linksById, linksOfMembers } from '../data/share.statements';
import { gamesOf } from '../domain/game';
import { LINK_PREFIX } from '../domain/ids';
import { type LinkRef, openShareLink, shareLink, shareUrl } from '../domain/shares';
import { LotteryShareRefusal } from './enums';
import { gameById } from './game.loaders';
import { LotteryGame } from './game.type';

@ObjectType({ simpleResolvers: true, description: 'Who came by a link and counted for nothing, and why.' })
export class LotteryShareRefusalCount {
  @Field(() => LotteryShareRefusal)
  reason: `${LotteryShareRefusal}`;

  @Field(() => Int)
  count: number;
}

@ObjectType({ implements: Node, simpleResolvers: true, description: "A member's own: who comes by it and joins, or plays for the first time, brings them chances." })
export class LotteryShareLink extends Node {
  readonly row: CountedLinkRow;

  @Field(() => String)
  code: string;

  @Field(() => Int, { description: 'How many members came by it.' })
  opened: number;

  @Field(() => Int, { description: 'How many of them counted.' })
  counted: number;

  @Field(() => [LotteryShareRefusalCount])
  refusals: readonly LotteryShareRefusalCount[];

  @Field(() => String, { nullable: true, description: "The game's `shareTarget` with the code behind it." })
  async url(@Ctx() ctx: Context): Promise<string | null> {
    const game = (await gamesOf(ctx)).byId(this.row.game_id);
    return game && shareUrl(game, this.code);
  }

  @Field(() => LotteryGame, { nullable: true })
  game(@Ctx() ctx: Context): Promise<LotteryGame | null> {
    return ctx.load(gameById, this.row.game_id);
  }
}

const linkObject = (row: CountedLinkRow): LotteryShareLink =>
  Object.assign(Object.create(LotteryShareLink.prototype) as LotteryShareLink, { id: publicId(LINK_PREFIX, row.id), row, code: row.code, opened: row.opened, counted: row.counted, refusals: row.refusals });

export async function loadLinks(ctx: Context, ids: readonly string[]): Promise<(LotteryShareLink | null)[]> {
  return oneForEach(ids, (await ctx.sql(linksById(ids))).map(linkObject), ({ row }) => row.id);
}

const linkById = defineLoader<string, LotteryShareLink | null>(loadLinks);

/** By the member's uuid. */
const linksOfMember = defineLoader<string, readonly LotteryShareLink[]>(async (ctx, ids) => manyForEach(ids, (await ctx.sql(linksOfMembers(ids))).map(linkObject), ({ row }) => row.member_id));

@ObjectType({ simpleResolvers: true })
export class LotteryShareLinkPayload extends Payload {
  readonly linkId?: string;

  @Field(() => LotteryShareLink, { nullable: true })
  link(@Ctx() ctx: Context): Promise<LotteryShareLink | null> | null {
    return this.linkId ? ctx.load(linkById, this.linkId) : null;
  }
}

@ObjectType({ simpleResolvers: true })
export class LotteryShareLinkOpenPayload extends Payload {
  readonly gameId?: string;

  @Field(() => LotteryGame, { nullable: true })
  game(@Ctx() ctx: Context): Promise<LotteryGame | null> | null {
    return this.gameId ? ctx.load(gameById, this.gameId) : null;
  }
}

/** What members do themselves. */
@Resolver()
export class OwnShareResolver {
  @Authorized(ANY_CALLER)
  @Mutation(() => LotteryShareLinkPayload, { description: 'One for each game, the same however often it is asked for. `gameId` may be its code.' })
  lotteryShareLinkCreate(@Ctx() ctx: Context, @Arg('gameId', () => ID) gameId: string): Promise<LinkRef> {
    return shareLink(ctx, publicId('mbr', meOf(ctx)), gameId);
  }

  @Authorized(ANY_CALLER)
  @Mutation(() => LotteryShareLinkOpenPayload, { description: 'To be called once the one who came by a link is signed in. Who joined within a day before counts at once, others when they play for the first time. Codes that are none are counted.' })
  lotteryShareLinkOpen(@Ctx() ctx: Context, @Arg('code', () => String) code: string): Promise<{ readonly gameId: string }> {
    return openShareLink(ctx, meOf(ctx), code);
  }
}

@Resolver(() => Member)
export class MemberSharesResolver {
  @FieldResolver(() => [LotteryShareLink], { description: 'The newest first.' })
  lotteryShareLinks(@Root() member: Member, @Ctx() ctx: Context): Promise<readonly LotteryShareLink[]> {
    return ctx.load(linksOfMember, member.uuid);
  }
}
