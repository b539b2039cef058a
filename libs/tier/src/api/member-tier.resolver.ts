import { Member } from '@regulars/member/contract';
import { type Context, DateTimeScalar } from '@regulars/plugin-sdk';
import type { GraphQLResolveInfo } from 'graphql';
import { Ctx, Field, FieldResolver, Info, ObjectType, Resolver, Root } from 'type-graphql';
import { tierHistoryOfMember, tierOfMember, tierProgressOfMember } from './membership.loader';
import { Tier, TierMembership, tierObject, TierProgress } from './tier.type';

@Resolver(() => Member)
export class MemberTierResolver {
  @FieldResolver(() => TierMembership, { nullable: true, description: 'Null while the brand has no live tier program.' })
  tier(@Root() member: Member, @Ctx() ctx: Context, @Info() info: GraphQLResolveInfo): Promise<TierMembership | null> {
    ctx.prefetch('TierMembership', member.uuid, info);
    return ctx.load(tierOfMember, member.uuid);
  }
}

@Resolver(() => TierMembership)
export class TierMembershipResolver {
  @FieldResolver(() => TierProgress, { nullable: true })
  progress(@Root() membership: TierMembership, @Ctx() ctx: Context): Promise<TierProgress | null> {
    return ctx.load(tierProgressOfMember, membership.memberUuid);
  }
}

@ObjectType({ simpleResolvers: true })
export class TierPeriod {
  @Field(() => Tier)
  tier: Tier;

  @Field(() => DateTimeScalar)
  from: Date;

  @Field(() => DateTimeScalar, { nullable: true })
  to: Date | null;

  @Field(() => String, { description: 'JOINED, ACTIVATED, UPGRADED, RENEWED, KEPT, GRACE, DOWNGRADED, REFUNDED, SET or UNLOCKED; the last two with what staff said.' })
  reason: string;
}

/** For staff. */
@Resolver(() => Member)
export class MemberTierHistoryResolver {
  @FieldResolver(() => [TierPeriod], { description: 'At most 200 periods, newest first.' })
  async tierHistory(@Root() member: Member, @Ctx() ctx: Context): Promise<TierPeriod[]> {
    const periods = await ctx.load(tierHistoryOfMember, member.uuid);
    return periods.map(({ tier, ...period }) => ({ ...period, tier: tierObject(tier) }));
  }
}
