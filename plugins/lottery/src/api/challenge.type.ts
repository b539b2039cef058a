import { describeReward } from '@regulars/member/contract';
import { type Context, DateTimeScalar, DecimalScalar, Node, ProgramState, publicId, Reward } from '@regulars/plugin-sdk';
import { Ctx, Field, Int, ObjectType } from 'type-graphql';
import type { StageTerms } from '../data/challenge-terms';
import { type Challenge, presentStages } from '../domain/challenge';
import { CHALLENGE_PREFIX } from '../domain/ids';
import { LotteryGoal, LotteryStageState } from './enums';

@ObjectType({ simpleResolvers: true, description: 'Something to do so many times, and what it gives.' })
export class LotteryStage {
  readonly terms: StageTerms;

  @Field(() => String)
  key: string;

  @Field(() => String)
  name: string;

  @Field(() => LotteryGoal)
  goal: `${LotteryGoal}`;

  @Field(() => Int)
  count: number;

  @Field(() => DecimalScalar, { nullable: true })
  atLeast: string | null;

  @Field(() => [String], { nullable: true })
  storeCodes: readonly string[] | null;

  @Field(() => String, { nullable: true, description: 'Its code or id.' })
  game: string | null;

  @Field(() => [String], { nullable: true, description: 'Keys of prizes.' })
  prizes: readonly string[] | null;

  @Field(() => [Reward])
  rewards(@Ctx() ctx: Context): Reward[] {
    return this.terms.rewards.map((reward) => describeReward(ctx, reward));
  }
}

@ObjectType({ simpleResolvers: true })
export class LotteryStageResult {
  @Field(() => String, { description: 'Key of the stage.' })
  stage: string;

  @Field(() => Int, { description: 'How many members are past it.' })
  reached: number;
}

@ObjectType({ implements: Node, simpleResolvers: true, description: 'Stages one behind the other. They are frozen while it is live: a change is another version, and who has begun goes on by theirs.' })
export class LotteryChallenge extends Node {
  readonly challenge: Challenge;

  @Field(() => String)
  code: string;

  @Field(() => String)
  name: string;

  @Field(() => ProgramState)
  state: Challenge['state'];

  @Field(() => Int, { description: 'Of its stages.' })
  version: number;

  @Field(() => DateTimeScalar)
  startsAt: Date;

  @Field(() => DateTimeScalar, { nullable: true })
  endsAt: Date | null;

  @Field(() => [LotteryStage], { description: 'Those that members begin with now.' })
  stages: readonly LotteryStage[];
}

@ObjectType({ simpleResolvers: true })
export class LotteryStageProgress {
  @Field(() => LotteryStage)
  stage: LotteryStage;

  @Field(() => LotteryStageState)
  state: `${LotteryStageState}`;

  @Field(() => Int, { description: "Of the stage's `count`." })
  counted: number;

  @Field(() => DateTimeScalar, { nullable: true })
  reachedAt: Date | null;
}

@ObjectType({ simpleResolvers: true, description: 'How far a member has come in a challenge.' })
export class LotteryChallengeProgress {
  @Field(() => LotteryChallenge)
  challenge: LotteryChallenge;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Null: nothing has counted yet.' })
  startedAt: Date | null;

  @Field(() => [LotteryStageProgress], { description: 'Those the member began with.' })
  stages: readonly LotteryStageProgress[];
}

export const stageObject = (terms: StageTerms): LotteryStage => {
  const { key, name, goal, count, atLeast, storeCodes, game, prizes } = terms;
  return Object.assign(Object.create(LotteryStage.prototype) as LotteryStage, { terms, key, name, goal, count, atLeast, storeCodes, game, prizes });
};

export const challengeObject = (challenge: Challenge): LotteryChallenge => Object.assign(Object.create(LotteryChallenge.prototype) as LotteryChallenge, {
  id: publicId(CHALLENGE_PREFIX, challenge.id), challenge, code: challenge.code, name: challenge.name, state: challenge.state, version: challenge.version,
  startsAt: new Date(challenge.startsAt), endsAt: challenge.endsAt === null ? null : new Date(challenge.endsAt), stages: presentStages(challenge).map(stageObject),
});
