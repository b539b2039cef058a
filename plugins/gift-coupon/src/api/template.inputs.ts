import { OrderChannel } from '@regulars/order/contract';
import { DateScalar, DateTimeScalar, DecimalScalar, RewardInput } from '@regulars/plugin-sdk';
import { Field, InputType, Int } from 'type-graphql';
import { GiftCouponBenefitKind, GiftCouponPurpose, GiftCouponStacking } from './enums';

@InputType({
  description:
    'Exactly the fields the kind needs: PERCENT percent (and maxDiscount), AMOUNT amount, FIXED_PRICE amount and sku, FREE_ITEM and BOGO sku, REWARD reward.',
})
export class GiftCouponBenefitInput {
  @Field(() => GiftCouponBenefitKind)
  kind: GiftCouponBenefitKind;

  @Field(() => DecimalScalar, { nullable: true })
  amount?: string | null;

  @Field(() => DecimalScalar, { nullable: true })
  percent?: string | null;

  @Field(() => DecimalScalar, { nullable: true })
  maxDiscount?: string | null;

  @Field(() => String, { nullable: true })
  sku?: string | null;

  @Field(() => RewardInput, { nullable: true })
  reward?: RewardInput | null;
}

@InputType()
export class GiftCouponValidityInput {
  @Field(() => DateTimeScalar, { nullable: true }) fixedFrom?: Date | null;
  @Field(() => DateTimeScalar, { nullable: true }) fixedTo?: Date | null;
  @Field(() => Int, { nullable: true }) daysAfterIssue?: number | null;
}

@InputType({ description: 'weekdays 1 (Monday) to 7; dates are business dates; times are the brand\'s, `to` exclusive. A window whose `to` is not later than its `from` ends on the next day.' })
export class GiftCouponWindowInput {
  @Field(() => [DateScalar], { nullable: true }) dates?: string[] | null;
  @Field(() => [Int], { nullable: true }) weekdays?: number[] | null;
  @Field(() => String, { nullable: true }) from?: string | null;
  @Field(() => String, { nullable: true }) to?: string | null;
}

@InputType({ description: 'on: WELCOME, BIRTHDAY, TIER_UPGRADE, TIER_RENEW or FESTIVAL; offsetDays before (negative) or after the day.' })
export class GiftCouponIssueRuleInput {
  @Field(() => GiftCouponPurpose)
  on: GiftCouponPurpose;

  @Field(() => Int, { defaultValue: 0 })
  offsetDays: number;

  @Field(() => [String], { nullable: true, description: 'Of TIER_UPGRADE and TIER_RENEW; left out: any tier.' })
  tierCodes?: string[] | null;

  @Field(() => String, { nullable: true, description: 'Of FESTIVAL, e.g. MID_AUTUMN.' })
  festival?: string | null;
}

@InputType()
export class GiftCouponTemplateInput {
  @Field(() => String)
  code: string;

  @Field(() => String)
  name: string;

  @Field(() => GiftCouponPurpose)
  purpose: GiftCouponPurpose;

  @Field(() => GiftCouponBenefitInput)
  benefit: GiftCouponBenefitInput;

  @Field(() => DecimalScalar, { nullable: true })
  minSpend?: string | null;

  @Field(() => [String], { nullable: true })
  stores?: string[] | null;

  @Field(() => [OrderChannel], { nullable: true })
  channels?: OrderChannel[] | null;

  @Field(() => [String], { nullable: true, description: 'PERCENT and AMOUNT lower only these lines.' })
  skus?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'PERCENT and AMOUNT lower only lines of these.' })
  categories?: string[] | null;

  @Field(() => GiftCouponWindowInput, { nullable: true })
  window?: GiftCouponWindowInput | null;

  @Field(() => GiftCouponValidityInput)
  validity: GiftCouponValidityInput;

  @Field(() => Int, { nullable: true, description: 'Left out: as many as are issued.' })
  stock?: number | null;

  @Field(() => Int, { nullable: true })
  perMemberLimit?: number | null;

  @Field(() => Int, { defaultValue: 1 })
  usesPerCoupon: number;

  @Field(() => GiftCouponStacking, { defaultValue: GiftCouponStacking.EXCLUSIVE })
  stacking: GiftCouponStacking;

  @Field(() => Boolean, { defaultValue: false })
  transferable: boolean;

  @Field(() => Int, { defaultValue: 0 })
  maxTransfers: number;

  @Field(() => [GiftCouponIssueRuleInput], { nullable: true })
  issue?: GiftCouponIssueRuleInput[] | null;
}
