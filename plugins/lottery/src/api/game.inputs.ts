import { DateTimeScalar, DecimalScalar, RewardInput } from '@regulars/plugin-sdk';
import { Field, InputType, Int } from 'type-graphql';
import { LotteryForm, LotteryOccasion, LotteryPrizeKind, LotteryWhenOut } from './enums';

@InputType({ description: 'From `at` on, `quantity` more of the stock can be won.' })
export class LotteryReleaseInput {
  @Field(() => DateTimeScalar) at: Date;
  @Field(() => Int) quantity: number;
}

@InputType()
export class LotteryPrizeInput {
  @Field(() => String, { description: 'Names it within its game, in every version of the odds.' })
  key: string;

  @Field(() => String)
  name: string;

  @Field(() => LotteryPrizeKind)
  kind: LotteryPrizeKind;

  @Field(() => Int, { description: 'Its share of `totalWeight`.' })
  weight: number;

  @Field(() => Int, { nullable: true, description: 'Left out: as many as are drawn.' })
  stock?: number | null;

  @Field(() => Int, { nullable: true, description: 'So many a business day.' })
  dailyQuota?: number | null;

  @Field(() => Int, { nullable: true })
  perMemberLimit?: number | null;

  @Field(() => [LotteryReleaseInput], { nullable: true, description: 'Left out: all of the stock at once. Their quantities sum to the stock.' })
  releases?: LotteryReleaseInput[] | null;

  @Field(() => RewardInput, { nullable: true, description: 'Of REWARD.' })
  reward?: RewardInput | null;

  @Field(() => DecimalScalar, { nullable: true, description: "What it is worth to the tax office, in the brand's currency." })
  worth?: string | null;
}

@InputType({ description: 'ORDER and VISIT (the first order of a business day): atLeast is the least net, storeCodes narrow it. POINTS_SPENT: `chances` for each full `atLeast` points. JOIN: neither. SHARE, at most once: for each friend who comes by a share link and joins, or plays for the first time.' })
export class LotteryChanceRuleInput {
  @Field(() => LotteryOccasion)
  on: LotteryOccasion;

  @Field(() => Int, { defaultValue: 1 })
  chances: number;

  @Field(() => DecimalScalar, { nullable: true })
  atLeast?: string | null;

  @Field(() => [String], { nullable: true })
  storeCodes?: string[] | null;

  @Field(() => Int, { nullable: true, description: 'Of SHARE: so many friends count a business day.' })
  dailyLimit?: number | null;

  @Field(() => Int, { nullable: true, description: 'Of SHARE: so many friends count at all.' })
  memberLimit?: number | null;
}

@InputType()
export class LotteryGameInput {
  @Field(() => String)
  code: string;

  @Field(() => String)
  name: string;

  @Field(() => LotteryForm)
  form: LotteryForm;

  @Field(() => Int, { description: 'At most 1,000,000,000: what the weights of the prizes sum to. The weights of a RAFFLE say how many of each are won.' })
  totalWeight: number;

  @Field(() => LotteryWhenOut, { defaultValue: LotteryWhenOut.REDISTRIBUTE, description: 'REDISTRIBUTE: to all others, in proportion. FALLBACK_PRIZE: to one that is without limits.' })
  whenOut: LotteryWhenOut;

  @Field(() => String, { nullable: true, description: 'Key of the prize. Of FALLBACK_PRIZE.' })
  fallbackPrize?: string | null;

  @Field(() => [LotteryPrizeInput])
  prizes: LotteryPrizeInput[];

  @Field(() => DateTimeScalar)
  startsAt: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Exclusive.' })
  endsAt?: Date | null;

  @Field(() => Int, { nullable: true, description: 'So many chances a member is given a business day. Those by hand do not count.' })
  dailyLimit?: number | null;

  @Field(() => Int, { nullable: true, description: 'So many chances a member is given. Those by hand do not count.' })
  memberLimit?: number | null;

  @Field(() => [LotteryChanceRuleInput], { nullable: true })
  rules?: LotteryChanceRuleInput[] | null;

  @Field(() => Int, { nullable: true, description: 'What is physical is claimed within so many days. Left out: whenever.' })
  claimDays?: number | null;

  @Field(() => Int, { nullable: true, description: 'Of RAFFLE: so many come up, one after the other, when somebody does not claim.' })
  alternates?: number | null;

  @Field(() => String, { nullable: true, description: 'The web address that share links lead to; they put their code behind it, as `lotteryShare`.' })
  shareTarget?: string | null;
}
