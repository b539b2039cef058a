import { type Context, DecimalScalar, defineLoader, divideRoundHalfUp, formatDecimal, manyForEach, Money, money, oneForEach } from '@regulars/plugin-sdk';
import { Ctx, Field, FieldResolver, Int, ObjectType, Resolver, Root } from 'type-graphql';
import { refusalsOfTemplates, type StatsRow, statsOfTemplates } from '../data/stats.statements';
import { GiftCouponTemplate } from './template.type';

@ObjectType({ simpleResolvers: true })
export class GiftCouponRefusalCount {
  @Field(() => String)
  reason: string;

  @Field(() => Int)
  count: number;
}

@ObjectType({ simpleResolvers: true })
export class GiftCouponStats {
  @Field(() => Int)
  issued: number;

  @Field(() => Int, { description: 'Uses that stand.' })
  redeemed: number;

  @Field(() => Int)
  reversed: number;

  @Field(() => Int)
  expired: number;

  @Field(() => Int)
  transferred: number;

  @Field(() => Money, { description: 'What the uses that stand took off.' })
  discount: Money;

  @Field(() => DecimalScalar, { nullable: true, description: 'Coupons that were used, of those that are out, to four decimals; null while none is.' })
  redemptionRate: string | null;

  @Field(() => [GiftCouponRefusalCount], { description: 'Why coupons were refused by `giftCouponRedeem`, or by a sale or a hold at a till, the most frequent first. One refusal may have several reasons.' })
  refusals: GiftCouponRefusalCount[];
}

const RATE_SCALE = 4;

const rateOf = ({ used, issued }: StatsRow): string | null => (issued === 0 ? null : formatDecimal(divideRoundHalfUp(BigInt(used) * 10_000n, BigInt(issued)), RATE_SCALE));

/** By the template's uuid. */
const statsOf = defineLoader<string, GiftCouponStats>(async (ctx, ids) => {
  const [rows, refusals] = await Promise.all([ctx.sql(statsOfTemplates(ids)), ctx.sql(refusalsOfTemplates(ids))]);
  const reasons = manyForEach(ids, refusals, ({ template_id }) => template_id);
  return oneForEach(ids, rows, ({ template_id }) => template_id).map((row, index) => {
    if (!row) throw new Error('A template that is shown is not there');
    const { issued, redeemed, reversed, expired, transferred, discount } = row;
    return {
      issued, redeemed, reversed, expired, transferred, discount: money(discount, ctx.brand.currency), redemptionRate: rateOf(row),
      refusals: (reasons[index] ?? []).map(({ reason, count }) => ({ reason, count })),
    };
  });
});

@Resolver(() => GiftCouponTemplate)
export class StatsFieldResolver {
  @FieldResolver(() => GiftCouponStats)
  stats(@Root() template: GiftCouponTemplate, @Ctx() ctx: Context): Promise<GiftCouponStats> {
    return ctx.load(statsOf, template.uuid);
  }
}
