import { type Context, defineLoader, oneForEach, Payload, textIn } from '@regulars/plugin-sdk';
import { Ctx, Field, ObjectType } from 'type-graphql';
import type { BundlePart } from '../data/bundle-terms';
import { type BundleGiftRow, bundleGiftsById } from '../data/bundle.statements';
import { SKIPS } from '../domain/skips';
import { GiftCouponRefusal } from '../errors';
import { bundleById, bundleItemObject, GiftBundle, GiftBundleItem } from './bundle.type';
import { couponById } from './coupon.loaders';
import { GiftCoupon } from './coupon.type';

@ObjectType({ simpleResolvers: true })
export class GiftBundlePayload extends Payload {
  readonly bundleId?: string;

  @Field(() => GiftBundle, { nullable: true })
  bundle(@Ctx() ctx: Context): Promise<GiftBundle | null> | null {
    return this.bundleId ? ctx.load(bundleById, this.bundleId) : null;
  }
}

@ObjectType({ simpleResolvers: true })
export class GiftBundleIssueItem {
  readonly part: BundlePart;

  @Field(() => GiftBundleItem)
  item: GiftBundleItem;

  @Field(() => [GiftCoupon], { description: 'Those of bundles within it, too. What a partner gives stands with the partner.' })
  async coupons(@Ctx() ctx: Context): Promise<GiftCoupon[]> {
    const coupons = await Promise.all(this.part.couponIds.map((id) => ctx.load(couponById, id)));
    return coupons.filter((coupon) => coupon !== null);
  }

  @Field(() => GiftCouponRefusal, { nullable: true, description: 'Why it was not given; null: it was.' })
  skipped(@Ctx() ctx: Context): GiftCouponRefusal | null {
    const { skipped } = this.part;
    return skipped && { code: skipped, message: textIn(SKIPS[skipped], ctx.language) };
  }
}

const giftById = defineLoader<string, BundleGiftRow | null>(async (ctx, ids) => oneForEach(ids, await ctx.sql(bundleGiftsById(ids)), ({ id }) => id));

@ObjectType({ simpleResolvers: true })
export class GiftBundleIssuePayload extends Payload {
  readonly giftId?: string;

  @Field(() => [GiftBundleIssueItem], { description: 'Every item that was asked for, given or skipped with its reason.' })
  async issued(@Ctx() ctx: Context): Promise<GiftBundleIssueItem[]> {
    const gift = this.giftId ? await ctx.load(giftById, this.giftId) : null;
    return (gift?.parts ?? []).map((part) => Object.assign(Object.create(GiftBundleIssueItem.prototype) as GiftBundleIssueItem, { part, item: bundleItemObject(part) }));
  }
}
