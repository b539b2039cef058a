import { describeReward } from '@regulars/member/contract';
import { connectionOf, type Context, defineLoader, Direction, type ListDefinition, Node, oneForEach, publicId, Reward } from '@regulars/plugin-sdk';
import { Ctx, Field, Int, ObjectType } from 'type-graphql';
import type { BundleItem } from '../data/bundle-terms';
import { BUNDLE_COLUMNS, type BundleRow, bundlesById } from '../data/bundle.statements';
import { BUNDLE_PREFIX } from '../domain/ids';
import { GiftBundleStockout } from './enums';

@ObjectType({ simpleResolvers: true, description: 'One item, so many times: any reward kind of this brand, or coupons of a partner under an agreement.' })
export class GiftBundleItem {
  readonly item: BundleItem;

  @Field(() => Int)
  quantity: number;

  @Field(() => String, { nullable: true, description: 'The partner whose it is; null: this brand.' })
  brandCode: string | null;

  @Field(() => Reward)
  reward(@Ctx() ctx: Context): Reward {
    return describeReward(ctx, this.item.reward);
  }
}

@ObjectType({ implements: Node, simpleResolvers: true, description: 'Rewards that are given together.' })
export class GiftBundle extends Node {
  readonly uuid: string;

  @Field(() => String)
  name: string;

  @Field(() => [GiftBundleItem])
  items: GiftBundleItem[];

  @Field(() => GiftBundleStockout, { description: 'FAIL: all of it or nothing. SKIP: an item that cannot be given is left out, with its reason.' })
  onStockout: `${GiftBundleStockout}`;
}

export const GiftBundleConnection = connectionOf(() => GiftBundle, 'GiftBundle');

export const bundleItemObject = (item: BundleItem): GiftBundleItem => Object.assign(Object.create(GiftBundleItem.prototype) as GiftBundleItem, { item, quantity: item.quantity, brandCode: item.brandCode ?? null });

const bundleObject = (row: BundleRow): GiftBundle =>
  Object.assign(Object.create(GiftBundle.prototype) as GiftBundle, { id: publicId(BUNDLE_PREFIX, row.id), uuid: row.id, name: row.name, items: row.items.map(bundleItemObject), onStockout: row.on_stockout });

/** The newest first: ids sort by the time they were made. */
export const bundleList: ListDefinition<BundleRow, GiftBundle> = {
  name: 'gift-coupon.bundle-list',
  select: BUNDLE_COLUMNS,
  from: 'gift_coupon.bundle AS b',
  id: { expression: 'b.id', type: 'uuid', direction: Direction.DESC },
  toItem: bundleObject,
};

export async function loadBundles(ctx: Context, ids: readonly string[]): Promise<(GiftBundle | null)[]> {
  return oneForEach(ids, (await ctx.sql(bundlesById(ids))).map(bundleObject), ({ uuid }) => uuid);
}

/** By uuid. */
export const bundleById = defineLoader<string, GiftBundle | null>(loadBundles);
