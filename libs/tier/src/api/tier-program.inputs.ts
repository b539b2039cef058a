import { DecimalScalar, type Json, JsonScalar, RewardInput } from '@regulars/plugin-sdk';
import { Field, InputType, Int } from 'type-graphql';
import { TierApplication, TierCarryOver, TierDowngrade, TierGiftOccasion, TierMatch, TierOnRefund, TierWindow } from '../domain/program';

@InputType()
export class TierConditionInput {
  @Field(() => String)
  metric: string;

  @Field(() => DecimalScalar)
  atLeast: string;

  @Field(() => TierWindow)
  window: TierWindow;

  @Field(() => Int, { nullable: true })
  count?: number | null;
}

@InputType()
export class TierRuleInput {
  @Field(() => TierMatch, { defaultValue: TierMatch.ALL })
  match: TierMatch;

  @Field(() => [TierConditionInput])
  conditions: TierConditionInput[];
}

@InputType()
export class TierGiftInput {
  @Field(() => TierGiftOccasion)
  on: TierGiftOccasion;

  @Field(() => RewardInput)
  reward: RewardInput;
}

@InputType({ description: 'Rank 0 is the base tier and has no upgradeWhen.' })
export class TierInput {
  @Field(() => String)
  code: string;

  @Field(() => String)
  name: string;

  @Field(() => Int)
  rank: number;

  @Field(() => TierRuleInput, { nullable: true, description: 'Left out above the base tier: only staff give this tier.' })
  upgradeWhen?: TierRuleInput | null;

  @Field(() => TierRuleInput, { nullable: true })
  renewWhen?: TierRuleInput | null;

  @Field(() => Int, { nullable: true })
  validMonths?: number | null;

  @Field(() => Boolean, { defaultValue: false })
  hidden: boolean;

  @Field(() => Int, { defaultValue: 10_000 })
  multiplierBp: number;

  @Field(() => JsonScalar, { nullable: true })
  benefits?: Json;

  @Field(() => [TierGiftInput], { nullable: true })
  gifts?: TierGiftInput[] | null;
}

@InputType()
export class TierProgramInput {
  @Field(() => [TierInput])
  tiers: TierInput[];

  @Field(() => TierDowngrade, { defaultValue: TierDowngrade.TO_QUALIFIED })
  downgrade: TierDowngrade;

  @Field(() => Int, { defaultValue: 0 })
  graceDays: number;

  @Field(() => TierCarryOver, { defaultValue: TierCarryOver.NONE })
  carryOver: TierCarryOver;

  @Field(() => TierApplication, { defaultValue: TierApplication.NEXT_ORDER })
  applyTo: TierApplication;

  @Field(() => TierOnRefund, { defaultValue: TierOnRefund.REEVALUATE })
  onRefund: TierOnRefund;
}
