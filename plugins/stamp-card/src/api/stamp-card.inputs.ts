import { DateTimeScalar, DecimalScalar, RewardInput } from '@regulars/plugin-sdk';
import { Field, InputType, Int } from 'type-graphql';
import { StampCardKind, StampRuleKind } from './stamp-card-program.type';

@InputType()
export class StampRuleInput {
  @Field(() => StampRuleKind)
  kind: StampRuleKind;

  @Field(() => Int, { defaultValue: 1 })
  stamps: number;

  @Field(() => DecimalScalar, { nullable: true })
  amount?: string | null;
}

@InputType()
export class StampCardRewardInput {
  @Field(() => Int)
  at: number;

  @Field(() => RewardInput)
  reward: RewardInput;
}

@InputType()
export class StampCardProgramInput {
  @Field(() => String)
  name: string;

  @Field(() => StampCardKind, { defaultValue: StampCardKind.STAMP })
  kind: StampCardKind;

  @Field(() => Int)
  slots: number;

  @Field(() => [StampRuleInput])
  rules: StampRuleInput[];

  @Field(() => [StampCardRewardInput])
  rewards: StampCardRewardInput[];

  @Field(() => DateTimeScalar)
  startsAt: Date;

  @Field(() => DateTimeScalar, { nullable: true })
  endsAt?: Date | null;
}
