import { Member } from '@regulars/member/contract';
import { Order } from '@regulars/order/contract';
import { type Connection, type Context, condition, readId } from '@regulars/plugin-sdk';
import { Arg, Authorized, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { STATE_NOW } from '../data/coupon.statements';
import { lapse } from '../domain/coupon-state';
import { findNamed } from '../domain/find-coupon';
import { COUPON_PREFIX } from '../domain/ids';
import { issueByStaff } from '../domain/issue-by-staff';
import { revokeByStaff } from '../domain/revoke';
import { permissions } from '../permissions';
import { couponById, couponsOfMember, writtenHistory } from './coupon.loaders';
import { GiftCouponIssuePayload, GiftCouponPayload } from './coupon.payloads';
import { GiftCoupon, GiftCouponConnection, GiftCouponTransition } from './coupon.type';
import { GiftCouponState } from './enums';
import { redemptionById } from './redemption.type';

@Resolver()
export class CouponResolver {
  @Authorized(permissions.read)
  @Query(() => GiftCoupon, { nullable: true, description: 'By id, or by code. Codes that do not exist are counted.' })
  async giftCoupon(
    @Ctx() ctx: Context,
    @Arg('id', () => ID, { nullable: true }) id?: string,
    @Arg('code', () => String, { nullable: true }) code?: string,
  ): Promise<GiftCoupon | null> {
    if ((id == null) === (code == null)) return null;
    const uuid = code == null ? readId(COUPON_PREFIX, id) : (await findNamed(ctx, code, 'code'))?.row.id;
    return uuid == null ? null : ctx.load(couponById, uuid);
  }

  @Authorized(permissions.issue)
  @Mutation(() => GiftCouponIssuePayload, { description: 'At most 100 members. One coupon each, or, where one of them cannot have it, none at all.' })
  giftCouponIssue(
    @Arg('templateId', () => ID) templateId: string,
    @Arg('memberIds', () => [ID]) memberIds: string[],
    @Arg('reason', () => String) reason: string,
    @Arg('idempotencyKey', () => String) _idempotencyKey: string,
    @Ctx() ctx: Context,
  ): Promise<object> {
    return issueByStaff(ctx, { templateId, memberIds, reason });
  }

  @Authorized(permissions.issue)
  @Mutation(() => GiftCouponPayload, { description: 'Not while it is at a till. One that was never used is in stock again.' })
  giftCouponRevoke(
    @Arg('id', () => ID) id: string,
    @Arg('reason', () => String) reason: string,
    @Arg('idempotencyKey', () => String) _idempotencyKey: string,
    @Ctx() ctx: Context,
  ): Promise<object> {
    return revokeByStaff(ctx, id, reason);
  }
}

@Resolver(() => GiftCoupon)
export class CouponFieldResolver {
  @FieldResolver(() => [GiftCouponTransition], { description: 'Oldest first, with what time has brought about up to now. Empty to a member who gave it away.' })
  async history(@Root() { row, isShown }: GiftCoupon, @Ctx() ctx: Context): Promise<GiftCouponTransition[]> {
    if (!isShown) return [];
    const written = await ctx.load(writtenHistory, row.id);
    return [...written.map(({ from_state, to_state, at, reason, redemption_id }) => ({ from: from_state, to: to_state, at, reason, redemptionId: redemption_id })), ...lapse(row, ctx.now).map((step) => ({ ...step, redemptionId: null }))];
  }
}

@Resolver(() => GiftCouponTransition)
export class TransitionFieldResolver {
  @FieldResolver(() => Order, { nullable: true, description: 'To members one of their own.' })
  async order(@Root() { redemptionId }: GiftCouponTransition, @Ctx() ctx: Context): Promise<Order | null> {
    const redemption = redemptionId === null ? null : await ctx.load(redemptionById, redemptionId);
    return redemption && redemption.order(ctx);
  }
}

@Resolver(() => Member)
export class MemberCouponsResolver {
  @FieldResolver(() => GiftCouponConnection, { description: 'The newest first.' })
  giftCoupons(
    @Root() member: Member,
    @Ctx() ctx: Context,
    @Arg('first', () => Int, { nullable: true, defaultValue: 10 }) first: number,
    @Arg('after', () => String, { nullable: true }) after?: string,
    @Arg('states', () => [GiftCouponState], { nullable: true }) states?: GiftCouponState[],
  ): Promise<Connection<GiftCoupon>> {
    return ctx.load(couponsOfMember, { parent: member.uuid, page: { first, after }, ...(states ? { where: condition(`${STATE_NOW} = ANY(?)`, states) } : {}) });
  }
}
