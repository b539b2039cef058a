import { OrderChannel } from '@regulars/order/contract';
import { DateTimeScalar, DecimalScalar, RewardInput } from '@regulars/plugin-sdk';
import { Field, InputType, Int } from 'type-graphql';
import { MissionStepOrder, StampCardKind, StampRuleKind, StampSurplus } from './enums';

const CONDITIONS = "What an order must fulfil for a rule; null means all. Times are the brand's, `to` exclusive; weekdays are 1 (Monday) to 7; the tier is the one the order was first accepted under.";

@InputType({ description: CONDITIONS })
export class StampConditionsInput {
  @Field(() => [Int], { nullable: true }) weekdays?: number[] | null;
  @Field(() => String, { nullable: true }) from?: string | null;
  @Field(() => String, { nullable: true }) to?: string | null;
  @Field(() => [String], { nullable: true }) storeCodes?: string[] | null;
  @Field(() => [OrderChannel], { nullable: true }) channels?: OrderChannel[] | null;
  @Field(() => [String], { nullable: true }) tierCodes?: string[] | null;
  @Field(() => DecimalScalar, { nullable: true }) minNet?: string | null;
}

@InputType()
export class StampRuleInput {
  @Field(() => StampRuleKind) kind: StampRuleKind;
  @Field(() => Int, { defaultValue: 1 }) stamps: number;
  @Field(() => DecimalScalar, { nullable: true }) amount?: string | null;
  @Field(() => [String], { nullable: true }) sku?: string[] | null;
  @Field(() => [String], { nullable: true }) category?: string[] | null;
  @Field(() => [String], { nullable: true }) storeCodes?: string[] | null;
  @Field(() => String, { nullable: true }) event?: string | null;
  @Field(() => String, { nullable: true }) step?: string | null;
  @Field(() => Int, { nullable: true }) stage?: number | null;
  @Field(() => StampConditionsInput, { nullable: true }) conditions?: StampConditionsInput | null;
}

@InputType()
export class StampCardRewardInput {
  @Field(() => Int) at: number;
  @Field(() => RewardInput) reward: RewardInput;
}

@InputType()
export class StampCardProgramInput {
  @Field(() => String) name: string;
  @Field(() => StampCardKind, { defaultValue: StampCardKind.STAMP }) kind: StampCardKind;
  @Field(() => Int) slots: number;
  @Field(() => [StampRuleInput]) rules: StampRuleInput[];
  @Field(() => [StampCardRewardInput]) rewards: StampCardRewardInput[];
  @Field(() => DateTimeScalar) startsAt: Date;
  @Field(() => DateTimeScalar, { nullable: true }) endsAt?: Date | null;
  @Field(() => Int, { nullable: true }) validForDays?: number | null;
  @Field(() => Int, { nullable: true }) dailyLimit?: number | null;
  @Field(() => Int, { nullable: true }) minIntervalMinutes?: number | null;
  @Field(() => String, { nullable: true }) exclusiveGroup?: string | null;
  @Field(() => Int, { defaultValue: 0 }) priority: number;
  @Field(() => StampSurplus, { defaultValue: StampSurplus.CARRY }) surplus: StampSurplus;
  @Field(() => Boolean, { defaultValue: true }) reopens: boolean;
  @Field(() => MissionStepOrder, { defaultValue: MissionStepOrder.ANY }) stepOrder: MissionStepOrder;
  @Field(() => Int, { nullable: true }) nearlyFullAt?: number | null;
}
