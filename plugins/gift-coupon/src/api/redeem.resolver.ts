import { OrderStatus, OrderUpsertInput, TillBasketInput } from '@regulars/order/contract';
import { type Context, money, newUuid } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, ID, Int, Mutation, Query, Resolver } from 'type-graphql';
import { previewByCode } from '../domain/preview';
import { redeemByCode, shownReason } from '../domain/redeem';
import { releaseByCode, reserveByCode } from '../domain/reserve';
import { reverseByStaff } from '../domain/reverse';
import { permissions } from '../permissions';
import { GiftCouponPayload } from './coupon.payloads';
import { GiftCouponPreview, GiftCouponRedeemPayload } from './redeem.payloads';

@Resolver()
export class RedeemResolver {
  @Authorized(permissions.redeem)
  @Mutation(() => GiftCouponPayload, {
    description:
      'Holds the coupon for the order whose externalId is `orderRef`; after 10 to 3,600 seconds it is ACTIVE again. `code` is a coupon code or a live QR token. Without `source` it is for ' +
      'whichever source has an order of that externalId. `storeCode` says which store keeps it: whose rights end at some stores can release it only there.',
  })
  giftCouponReserve(
    @Arg('code', () => String) code: string,
    @Arg('orderRef', () => String) orderRef: string,
    @Arg('ttlSeconds', () => Int, { nullable: true, defaultValue: 300 }) ttlSeconds: number,
    @Arg('idempotencyKey', () => String) _idempotencyKey: string,
    @Ctx() ctx: Context,
    @Arg('source', () => String, { nullable: true }) source?: string,
    @Arg('storeCode', () => String, { nullable: true }) storeCode?: string,
  ): Promise<object> {
    return reserveByCode(ctx, code, { orderRef, source, storeCode, ttlSeconds });
  }

  @Authorized(permissions.redeem)
  @Mutation(() => GiftCouponPayload)
  giftCouponRelease(@Arg('code', () => String) code: string, @Arg('idempotencyKey', () => String) _idempotencyKey: string, @Ctx() ctx: Context): Promise<object> {
    return releaseByCode(ctx, code);
  }

  @Authorized(permissions.redeem)
  @Mutation(() => GiftCouponRedeemPayload, {
    description:
      '`code` is a coupon code or a live QR token; `basket` is what was sold, before any coupon. Never writes the order: links to it by (source, externalId), now or when it comes. ' +
      'Judged at the basket\'s `placedAt`.',
  })
  giftCouponRedeem(
    @Arg('code', () => String) code: string,
    @Arg('basket', () => OrderUpsertInput) basket: OrderUpsertInput,
    @Arg('idempotencyKey', () => String) _idempotencyKey: string,
    @Ctx() ctx: Context,
  ): Promise<object> {
    return redeemByCode(ctx, code, basket);
  }

  @Authorized(permissions.redeem)
  @Mutation(() => GiftCouponRedeemPayload, { description: 'The coupon can be used again while it is valid, else it has expired. A refund of the order does this by itself.' })
  giftCouponReverse(
    @Arg('redemptionId', () => ID) redemptionId: string,
    @Arg('reason', () => String) reason: string,
    @Arg('idempotencyKey', () => String) _idempotencyKey: string,
    @Ctx() ctx: Context,
  ): Promise<object> {
    return reverseByStaff(ctx, redemptionId, reason);
  }
}

@Resolver()
export class PreviewResolver {
  @Authorized(permissions.redeem)
  @Query(() => GiftCouponPreview, { description: 'What the coupon alone would take off the basket. Nothing is written; codes that do not exist are counted.' })
  async giftCouponPreview(@Arg('code', () => String) code: string, @Arg('basket', () => TillBasketInput) basket: TillBasketInput, @Ctx() ctx: Context): Promise<GiftCouponPreview> {
    const { lines, channel, storeCode, discount, occurredAt } = basket;
    const draft = { source: 'preview', externalId: newUuid(), revision: 1, status: OrderStatus.PAID, channel, storeCode, discount, lines, placedAt: occurredAt ?? ctx.now };
    const found = await previewByCode(ctx, code, draft);
    return {
      usable: found.reasons.length === 0, discount: money(found.discount, ctx.brand.currency), reasons: found.reasons.map((reason) => shownReason(reason, ctx.language)),
    };
  }
}
