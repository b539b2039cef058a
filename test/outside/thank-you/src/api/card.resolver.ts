import { Member } from '@regulars/member/contract';
import { ANY_CALLER, type Connection, type Context, listPage } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { readOwnCard } from '../domain/read-own-card';
import { writeCard, type WrittenCard } from '../domain/write-card';
import { permissions } from '../permissions';
import { ThankYouWriteInput } from './card.input';
import { cards, cardsByMember } from './card.loaders';
import { ThankYouPayload } from './card.payload';
import { type ThankYouCard, ThankYouCardConnection } from './card.type';

/** For staff and integrators. */
@Resolver()
export class CardResolver {
  @Authorized(permissions.read)
  @Query(() => ThankYouCardConnection, { description: 'The newest first.' })
  thankYouCards(
    @Ctx() ctx: Context,
    @Arg('first', () => Int, { nullable: true }) first?: number,
    @Arg('after', () => String, { nullable: true }) after?: string,
  ): Promise<Connection<ThankYouCard>> {
    return listPage(ctx, cards, { page: { first, after } });
  }

  @Authorized(permissions.write)
  @Mutation(() => ThankYouPayload)
  thankYouWrite(
    @Arg('input', () => ThankYouWriteInput) input: ThankYouWriteInput,
    // The kernel sees to it: the same key twice is one card.
    @Arg('idempotencyKey', () => String) _idempotencyKey: string,
    @Ctx() ctx: Context,
  ): Promise<WrittenCard> {
    return writeCard(ctx, input.memberId, input.text);
  }
}

/** For the member whose card it is. */
@Resolver()
export class OwnCardResolver {
  @Authorized(ANY_CALLER)
  @Mutation(() => ThankYouPayload)
  thankYouRead(@Arg('id', () => ID) id: string, @Arg('idempotencyKey', () => String) _idempotencyKey: string, @Ctx() ctx: Context): Promise<WrittenCard> {
    return readOwnCard(ctx, id);
  }
}

/** For both. */
@Resolver(() => Member)
export class MemberCardsResolver {
  @FieldResolver(() => ThankYouCardConnection, { description: 'The newest first.' })
  thankYouCards(
    @Root() member: Member,
    @Ctx() ctx: Context,
    @Arg('first', () => Int, { nullable: true }) first?: number,
    @Arg('after', () => String, { nullable: true }) after?: string,
  ): Promise<Connection<ThankYouCard>> {
    return ctx.load(cardsByMember, { parent: member.uuid, page: { first, after } });
  }
}
