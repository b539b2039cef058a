import { Member } from '@regulars/member/contract';
import { type Context, Payload, ProgramState } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, Field, FieldResolver, ID, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { challengesOf } from '../domain/challenge';
import { changeChallenge, createChallenge, type ChallengeRef, endChallenge, pauseChallenge, publishChallenge } from '../domain/challenges';
import { permissions } from '../permissions';
import { LotteryChallengeInput } from './challenge.inputs';
import { challengeById, progressOfMember, reachedOfChallenge } from './challenge.loaders';
import { challengeObject, LotteryChallenge, LotteryChallengeProgress, LotteryStageResult } from './challenge.type';

@ObjectType({ simpleResolvers: true })
export class LotteryChallengePayload extends Payload {
  readonly challengeId?: string;

  @Field(() => LotteryChallenge, { nullable: true })
  challenge(@Ctx() ctx: Context): Promise<LotteryChallenge | null> | null {
    return this.challengeId ? ctx.load(challengeById, this.challengeId) : null;
  }
}

@Resolver()
export class ChallengeResolver {
  @Authorized(permissions.read)
  @Query(() => [LotteryChallenge], { description: 'The newest first.' })
  async lotteryChallenges(@Ctx() ctx: Context, @Arg('states', () => [ProgramState], { nullable: true }) states?: ProgramState[]): Promise<LotteryChallenge[]> {
    const { all } = await challengesOf(ctx);
    return all.filter(({ state }) => states?.includes(state as ProgramState) ?? true).map(challengeObject).reverse();
  }

  @Authorized(permissions.read)
  @Query(() => LotteryChallenge, { nullable: true })
  async lotteryChallenge(@Arg('id', () => ID, { description: 'Or its code.' }) id: string, @Ctx() ctx: Context): Promise<LotteryChallenge | null> {
    const challenge = (await challengesOf(ctx)).named(id);
    return challenge && challengeObject(challenge);
  }

  @Authorized(permissions.manage)
  @Mutation(() => LotteryChallengePayload, { description: 'A draft: it counts once it is published.' })
  lotteryChallengeCreate(@Ctx() ctx: Context, @Arg('input', () => LotteryChallengeInput) input: LotteryChallengeInput): Promise<ChallengeRef> {
    return createChallenge(ctx, input);
  }

  @Authorized(permissions.manage)
  @Mutation(() => LotteryChallengePayload, { description: 'Other stages are another version, and refused while the challenge is live; name and time can be changed then, too.' })
  lotteryChallengeUpdate(@Ctx() ctx: Context, @Arg('id', () => ID) id: string, @Arg('input', () => LotteryChallengeInput) input: LotteryChallengeInput): Promise<ChallengeRef> {
    return changeChallenge(ctx, id, input);
  }

  @Authorized(permissions.manage)
  @Mutation(() => LotteryChallengePayload, { description: 'A draft, or one that was paused.' })
  lotteryChallengePublish(@Ctx() ctx: Context, @Arg('id', () => ID) id: string): Promise<ChallengeRef> {
    return publishChallenge(ctx, id);
  }

  @Authorized(permissions.manage)
  @Mutation(() => LotteryChallengePayload, { description: 'Nothing counts meanwhile.' })
  lotteryChallengePause(@Ctx() ctx: Context, @Arg('id', () => ID) id: string): Promise<ChallengeRef> {
    return pauseChallenge(ctx, id);
  }

  @Authorized(permissions.manage)
  @Mutation(() => LotteryChallengePayload, { description: 'For good. What it gave stays.' })
  lotteryChallengeEnd(@Ctx() ctx: Context, @Arg('id', () => ID) id: string): Promise<ChallengeRef> {
    return endChallenge(ctx, id);
  }
}

@Resolver(() => LotteryChallenge)
export class ChallengeResultsResolver {
  @FieldResolver(() => [LotteryStageResult], { description: 'Of its present stages.' })
  async results(@Root() { challenge, stages }: LotteryChallenge, @Ctx() ctx: Context): Promise<LotteryStageResult[]> {
    const reached = await ctx.load(reachedOfChallenge, challenge);
    return stages.map(({ key }) => ({ stage: key, reached: reached.get(key) ?? 0 }));
  }
}

@Resolver(() => Member)
export class MemberChallengesResolver {
  @FieldResolver(() => [LotteryChallengeProgress], { description: 'Challenges that are live, and those that were begun.' })
  lotteryChallenges(@Root() member: Member, @Ctx() ctx: Context): Promise<readonly LotteryChallengeProgress[]> {
    return ctx.load(progressOfMember, member.uuid);
  }
}
