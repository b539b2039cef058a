import { type Context, Payload } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, Field, FieldResolver, ID, Int, Mutation, ObjectType, Resolver, Root } from 'type-graphql';
import { type CardRef, grantStamps, revokeStamps } from '../domain/acts';
import { permissions } from '../permissions';
import { cardById } from './stamp-card.loaders';
import { StampCard } from './stamp-card.type';

@ObjectType({ simpleResolvers: true })
export class StampCardPayload extends Payload {
  @Field(() => StampCard, { nullable: true })
  card?: StampCard | null;
}

@Resolver(() => StampCardPayload)
export class StampCardPayloadResolver {
  @FieldResolver(() => StampCard, { nullable: true })
  card(@Root() { cardId }: Partial<CardRef>, @Ctx() ctx: Context): Promise<StampCard | null> | null {
    return cardId == null ? null : ctx.load(cardById, cardId);
  }
}

@Resolver()
export class StampCardActResolver {
  @Authorized(permissions.grant)
  @Mutation(() => StampCardPayload, { description: 'Stamps by hand: limits of orders do not hold for them. Refused with StampCardFullError where not all of them find room.' })
  stampCardGrant(
    @Ctx() ctx: Context, @Arg('memberId', () => ID) memberId: string, @Arg('programId', () => ID) programId: string, @Arg('stamps', () => Int) stamps: number,
    @Arg('reason', () => String) reason: string, @Arg('idempotencyKey', () => String) _: string,
  ): Promise<CardRef> {
    return grantStamps(ctx, { memberId, programId, stamps, reason });
  }

  @Authorized(permissions.grant)
  @Mutation(() => StampCardPayload, { description: "Takes stamps from the member's latest card; rewards it no longer reaches are taken back." })
  stampCardRevoke(
    @Ctx() ctx: Context, @Arg('memberId', () => ID) memberId: string, @Arg('programId', () => ID) programId: string, @Arg('stamps', () => Int) stamps: number,
    @Arg('reason', () => String) reason: string, @Arg('idempotencyKey', () => String) _: string,
  ): Promise<CardRef> {
    return revokeStamps(ctx, { memberId, programId, stamps, reason });
  }
}
