import { describeReward, Member, memberById } from '@regulars/member/contract';
import { Order, orderById } from '@regulars/order/contract';
import { type Connection, type Context, Reward } from '@regulars/plugin-sdk';
import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { giftOf } from '../domain/gifts';
import { programsOf } from '../domain/program';
import { edgeById } from './edge.loaders';
import { ReferralEdge } from './edge.type';
import { programById } from './program.loaders';
import { ReferralProgram } from './program.type';
import { rewardsOfEdge, rewardsOfMember } from './reward.loaders';
import { ReferralReward, ReferralRewardConnection } from './reward.type';

@Resolver(() => ReferralReward)
export class RewardFieldResolver {
  @FieldResolver(() => ReferralProgram, { nullable: true })
  program(@Root() { row }: ReferralReward, @Ctx() ctx: Context): Promise<ReferralProgram | null> {
    return ctx.load(programById, row.program_id);
  }

  @FieldResolver(() => Reward, { nullable: true, description: 'The whole of it.' })
  async reward(@Root() { row }: ReferralReward, @Ctx() ctx: Context): Promise<Reward | null> {
    const rule = (await programsOf(ctx)).rulesOf(row.program_id, row.version).find(({ key }) => key === row.rule_key);
    return rule ? describeReward(ctx, giftOf(ctx, { ...row, paid: 0 }, rule)) : null;
  }
}

/** Members are not told what others bought. */
@Resolver(() => ReferralReward)
export class StaffRewardFieldResolver {
  @FieldResolver(() => Member, { nullable: true, description: 'Who is given it.' })
  member(@Root() { row }: ReferralReward, @Ctx() ctx: Context): Promise<Member | null> {
    return ctx.load(memberById, row.member_id);
  }

  @FieldResolver(() => ReferralEdge, { nullable: true, description: 'Of the friend.' })
  edge(@Root() { row }: ReferralReward, @Ctx() ctx: Context): Promise<ReferralEdge | null> {
    return ctx.load(edgeById, row.edge_id);
  }

  @FieldResolver(() => Order, { nullable: true })
  order(@Root() { row }: ReferralReward, @Ctx() ctx: Context): Promise<Order | null> | null {
    return row.order_id === null ? null : ctx.load(orderById, row.order_id);
  }

  @FieldResolver(() => String, { nullable: true, description: 'Why it was rejected, or waits for somebody to look at it.' })
  reason(@Root() { row }: ReferralReward): string | null {
    return row.reason;
  }
}

@Resolver(() => ReferralEdge)
export class EdgeRewardsResolver {
  @FieldResolver(() => ReferralRewardConnection, { description: 'For what this friend did, the newest first.' })
  rewards(
    @Root() { row }: ReferralEdge,
    @Ctx() ctx: Context,
    @Arg('first', () => Int, { nullable: true, defaultValue: 10 }) first: number,
    @Arg('after', () => String, { nullable: true }) after?: string,
  ): Promise<Connection<ReferralReward>> {
    return ctx.load(rewardsOfEdge, { parent: row.id, page: { first, after } });
  }
}

@Resolver(() => Member)
export class MemberRewardsResolver {
  @FieldResolver(() => ReferralRewardConnection, { description: 'What the member is given for friends, the newest first.' })
  referralRewards(
    @Root() member: Member,
    @Ctx() ctx: Context,
    @Arg('first', () => Int, { nullable: true, defaultValue: 10 }) first: number,
    @Arg('after', () => String, { nullable: true }) after?: string,
  ): Promise<Connection<ReferralReward>> {
    return ctx.load(rewardsOfMember, { parent: member.uuid, page: { first, after } });
  }
}
