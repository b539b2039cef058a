import { MemberEvent } from '@regulars/member/contract';
import { type Context, readId } from '@regulars/plugin-sdk';
import { Ctx, Field, Int, ObjectType } from 'type-graphql';
import { EDGE_PREFIX, REWARD_PREFIX } from '../domain/ids';
import { edgeById } from './edge.loaders';
import { ReferralEdge } from './edge.type';
import { rewardById } from './reward.loaders';
import { ReferralReward } from './reward.type';

const edgeOf = (ctx: Context, { edgeId }: MemberEvent['data']): Promise<ReferralEdge | null> => ctx.load(edgeById, readId(EDGE_PREFIX, edgeId as string) ?? '');
const rewardOf = (ctx: Context, { rewardId }: MemberEvent['data']): Promise<ReferralReward | null> => ctx.load(rewardById, readId(REWARD_PREFIX, rewardId as string) ?? '');

@ObjectType({ implements: MemberEvent, simpleResolvers: true, description: 'The member has brought a friend.' })
export class ReferralBoundEvent extends MemberEvent {
  @Field(() => ReferralEdge, { nullable: true })
  edge(@Ctx() ctx: Context): Promise<ReferralEdge | null> {
    return edgeOf(ctx, this.data);
  }
}

@ObjectType({ implements: MemberEvent, simpleResolvers: true, description: 'A friend of the member has bought something for the first time.' })
export class ReferralQualifiedEvent extends MemberEvent {
  @Field(() => ReferralEdge, { nullable: true })
  edge(@Ctx() ctx: Context): Promise<ReferralEdge | null> {
    return edgeOf(ctx, this.data);
  }
}

@ObjectType({ implements: MemberEvent, simpleResolvers: true, description: 'The member was given something for a friend.' })
export class ReferralRewardedEvent extends MemberEvent {
  @Field(() => ReferralReward, { nullable: true })
  reward(@Ctx() ctx: Context): Promise<ReferralReward | null> {
    return rewardOf(ctx, this.data);
  }

  @Field(() => Int, { description: 'Of a share so many, else 1.' })
  amount(): number {
    return this.data.amount as number;
  }
}

@ObjectType({ implements: MemberEvent, simpleResolvers: true, description: 'Something was taken back: an order of a friend was refunded.' })
export class ReferralReversedEvent extends MemberEvent {
  @Field(() => ReferralReward, { nullable: true })
  reward(@Ctx() ctx: Context): Promise<ReferralReward | null> {
    return rewardOf(ctx, this.data);
  }

  @Field(() => Int, { description: 'Of a share so many, else 1.' })
  amount(): number {
    return this.data.amount as number;
  }
}
