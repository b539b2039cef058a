import { DateTimeScalar, DecimalScalar, RewardInput } from '@regulars/plugin-sdk';
import { Field, InputType, Int } from 'type-graphql';
import { LotteryGoal } from './enums';

@InputType({ description: 'ORDER counts orders (`atLeast`, `storeCodes`), SURVEY surveys that were answered, STAMPS stamps, SHARE friends who counted (`game`: of that game), WIN draws of `game` that won one of `prizes`, or anything.' })
export class LotteryStageInput {
  @Field(() => String, { description: 'Names it within its challenge.' })
  key: string;

  @Field(() => String)
  name: string;

  @Field(() => LotteryGoal)
  goal: LotteryGoal;

  @Field(() => Int, { defaultValue: 1 })
  count: number;

  @Field(() => DecimalScalar, { nullable: true })
  atLeast?: string | null;

  @Field(() => [String], { nullable: true })
  storeCodes?: string[] | null;

  @Field(() => String, { nullable: true, description: 'Its code or id.' })
  game?: string | null;

  @Field(() => [String], { nullable: true, description: 'Keys of prizes.' })
  prizes?: string[] | null;

  @Field(() => [RewardInput], { description: 'Given once, when it is reached.' })
  rewards: RewardInput[];
}

@InputType()
export class LotteryChallengeInput {
  @Field(() => String)
  code: string;

  @Field(() => String)
  name: string;

  @Field(() => DateTimeScalar)
  startsAt: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Exclusive.' })
  endsAt?: Date | null;

  @Field(() => [LotteryStageInput], { description: 'Each is open once the one before was reached.' })
  stages: LotteryStageInput[];
}
