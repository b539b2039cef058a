import { ANY_CALLER, type Context, meOf, NotFoundError, readId, reject } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { acceptOffer, cancelOffer, findTransfer, offerTransfer } from '../domain/transfers';
import { permissions } from '../permissions';
import { GiftCouponPayload } from './coupon.payloads';
import { GiftCouponTransfer, GiftCouponTransferPayload, transferObject } from './transfer.type';

const OFFER = 'Whoever takes the token within 72 hours has the coupon; until then it cannot be used.';
const ACCEPT = 'The first who accepts has it, with a new code: the old one names nothing any more. Who joined after it was offered came by COUPON_TRANSFER.';

/** For members who ask somebody at the shop. */
@Resolver()
export class TransferResolver {
  @Authorized(permissions.read)
  @Query(() => GiftCouponTransfer, { nullable: true, description: 'Tokens that are none are counted.' })
  async giftCouponTransfer(@Arg('token', () => String) token: string, @Ctx() ctx: Context): Promise<GiftCouponTransfer | null> {
    const transfer = await findTransfer(ctx, token);
    return transfer && transferObject(transfer, ctx, token);
  }

  @Authorized(permissions.transfer)
  @Mutation(() => GiftCouponTransferPayload, { description: OFFER })
  giftCouponTransferOffer(@Arg('id', () => ID) id: string, @Arg('idempotencyKey', () => String) _idempotencyKey: string, @Ctx() ctx: Context): Promise<object> {
    return offerTransfer(ctx, id, null);
  }

  @Authorized(permissions.transfer)
  @Mutation(() => GiftCouponPayload, { description: ACCEPT })
  giftCouponTransferAccept(
    @Arg('token', () => String) token: string,
    @Arg('memberId', () => ID) memberId: string,
    @Arg('idempotencyKey', () => String) _idempotencyKey: string,
    @Ctx() ctx: Context,
  ): Promise<object> {
    const receiver = readId('mbr', memberId) ?? reject(new NotFoundError({ en: 'There is no such member.', 'zh-TW': '沒有此會員。' }, 'memberId', memberId));
    return acceptOffer(ctx, token, receiver);
  }

  @Authorized(permissions.transfer)
  @Mutation(() => GiftCouponPayload, { description: 'Of a coupon that nobody has accepted.' })
  giftCouponTransferCancel(@Arg('id', () => ID) id: string, @Arg('idempotencyKey', () => String) _idempotencyKey: string, @Ctx() ctx: Context): Promise<object> {
    return cancelOffer(ctx, id, null);
  }
}

/** What members do themselves. */
@Resolver()
export class OwnTransferResolver {
  @Authorized(ANY_CALLER)
  @Mutation(() => GiftCouponTransferPayload, { description: OFFER })
  giftCouponTransferOffer(@Arg('id', () => ID) id: string, @Arg('idempotencyKey', () => String) _idempotencyKey: string, @Ctx() ctx: Context): Promise<object> {
    return offerTransfer(ctx, id, meOf(ctx));
  }

  @Authorized(ANY_CALLER)
  @Mutation(() => GiftCouponPayload, { description: ACCEPT })
  giftCouponTransferAccept(@Arg('token', () => String) token: string, @Arg('idempotencyKey', () => String) _idempotencyKey: string, @Ctx() ctx: Context): Promise<object> {
    return acceptOffer(ctx, token, meOf(ctx));
  }

  @Authorized(ANY_CALLER)
  @Mutation(() => GiftCouponPayload, { description: 'Of a coupon that nobody has accepted.' })
  giftCouponTransferCancel(@Arg('id', () => ID) id: string, @Arg('idempotencyKey', () => String) _idempotencyKey: string, @Ctx() ctx: Context): Promise<object> {
    return cancelOffer(ctx, id, meOf(ctx));
  }
}
