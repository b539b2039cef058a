import { OrderChannel } from '@regulars/order/contract';
import { connectionOf, DateTimeScalar, DecimalScalar, JsonScalar, Node, ProgramState, publicId, Reward } from '@regulars/plugin-sdk';
import { Field, Int, ObjectType } from 'type-graphql';
import type { ValidityTerms } from '../data/template-terms';
import { TEMPLATE_PREFIX } from '../domain/ids';
import type { Template } from '../domain/template';
import { GiftCouponBenefitKind, GiftCouponPurpose, GiftCouponStacking } from './enums';

@ObjectType({ simpleResolvers: true })
export class GiftCouponBenefit {
  readonly template: Template;

  @Field(() => GiftCouponBenefitKind)
  kind: `${GiftCouponBenefitKind}`;

  @Field(() => DecimalScalar, { nullable: true })
  amount: string | null;

  @Field(() => DecimalScalar, { nullable: true })
  percent: string | null;

  @Field(() => DecimalScalar, { nullable: true })
  maxDiscount: string | null;

  @Field(() => String, { nullable: true })
  sku: string | null;

  @Field(() => Reward, { nullable: true })
  reward?: Reward | null;
}

@ObjectType({ simpleResolvers: true, description: 'Fixed instants, `fixedTo` exclusive; or days after the business day of issue, the last of them included.' })
export class GiftCouponValidity {
  @Field(() => DateTimeScalar, { nullable: true })
  fixedFrom: Date | null;

  @Field(() => DateTimeScalar, { nullable: true })
  fixedTo: Date | null;

  @Field(() => Int, { nullable: true })
  daysAfterIssue: number | null;
}

@ObjectType({ simpleResolvers: true, description: 'An occasion on which a coupon is given; offsetDays before (negative) or after the day.' })
export class GiftCouponIssueRule {
  @Field(() => GiftCouponPurpose)
  on: `${GiftCouponPurpose}`;

  @Field(() => Int)
  offsetDays: number;

  @Field(() => [String], { nullable: true })
  tierCodes: readonly string[] | null;

  @Field(() => String, { nullable: true })
  festival: string | null;
}

@ObjectType({ implements: Node, simpleResolvers: true, description: 'What its coupons give, for whom and when. A change is a new version: coupons that are out keep the one they were issued under.' })
export class GiftCouponTemplate extends Node {
  readonly uuid: string;

  @Field(() => String)
  code: string;

  @Field(() => String)
  name: string;

  @Field(() => GiftCouponPurpose)
  purpose: `${GiftCouponPurpose}`;

  @Field(() => ProgramState)
  state: Template['state'];

  @Field(() => Int)
  version: number;

  @Field(() => GiftCouponBenefit)
  benefit: GiftCouponBenefit;

  @Field(() => DecimalScalar, { nullable: true, description: 'The least the basket comes to, after its own discounts.' })
  minSpend: string | null;

  @Field(() => [String], { nullable: true, description: 'Store codes.' })
  stores: readonly string[] | null;

  @Field(() => [OrderChannel], { nullable: true })
  channels: readonly OrderChannel[] | null;

  @Field(() => [String], { nullable: true })
  skus: readonly string[] | null;

  @Field(() => [String], { nullable: true })
  categories: readonly string[] | null;

  @Field(() => JsonScalar, {
    nullable: true,
    description: 'Days and hours on which it may be used, e.g. {"dates":["2025-07-11"],"weekdays":[1,2],"from":"17:00","to":"22:00"}.',
  })
  window: object | null;

  @Field(() => GiftCouponValidity)
  validity: GiftCouponValidity;

  @Field(() => Int, { nullable: true })
  stock: number | null;

  @Field(() => Int, { nullable: true, description: 'So many a member may be issued, and so many use.' })
  perMemberLimit: number | null;

  @Field(() => Int)
  usesPerCoupon: number;

  @Field(() => GiftCouponStacking, { description: 'EXCLUSIVE: with no other coupon on one order.' })
  stacking: `${GiftCouponStacking}`;

  @Field(() => Boolean)
  transferable: boolean;

  @Field(() => Int)
  maxTransfers: number;

  @Field(() => [GiftCouponIssueRule])
  issue: readonly GiftCouponIssueRule[];
}

export const GiftCouponTemplateConnection = connectionOf(() => GiftCouponTemplate, 'GiftCouponTemplate');

const instant = (text: string | null): Date | null => (text === null ? null : new Date(text));
const validityObject = ({ fixedFrom, fixedTo, daysAfterIssue }: ValidityTerms): GiftCouponValidity => ({ fixedFrom: instant(fixedFrom), fixedTo: instant(fixedTo), daysAfterIssue });

function benefitObject(template: Template): GiftCouponBenefit {
  const { kind, amount, percentBp, maxDiscount, sku } = template.benefit;
  const percent = percentBp === null ? null : String(percentBp / 100);
  return Object.assign(Object.create(GiftCouponBenefit.prototype) as GiftCouponBenefit, { template, kind, amount, percent, maxDiscount, sku });
}

export function templateObject(template: Template): GiftCouponTemplate {
  const { skus, categories, storeCodes, channels, minNet, windows } = template.scope;
  return Object.assign(Object.create(GiftCouponTemplate.prototype) as GiftCouponTemplate, {
    id: publicId(TEMPLATE_PREFIX, template.id), uuid: template.id, code: template.code, name: template.name, purpose: template.purpose, state: template.state,
    version: template.version, benefit: benefitObject(template), minSpend: minNet, stores: storeCodes, channels, skus, categories, window: windows[0] ?? null,
    validity: validityObject(template.validity), stock: template.stock, perMemberLimit: template.perMemberLimit, usesPerCoupon: template.usesPerCoupon,
    stacking: template.stacking, transferable: template.transferable, maxTransfers: template.maxTransfers, issue: template.issue ?? [],
  });
}
