import { Member, memberById } from '@regulars/member/contract';
import { connectionOf, type Context, DateTimeScalar, Node, publicId } from '@regulars/plugin-sdk';
import { toString as qrCode } from 'qrcode';
import { Ctx, Field, Int, ObjectType } from 'type-graphql';
import type { CouponRow } from '../data/coupon.statements';
import { openCode, printedCode } from '../domain/codes';
import { stateAt } from '../domain/coupon-state';
import { COUPON_PREFIX } from '../domain/ids';
import { newQrToken } from '../domain/qr-tokens';
import { templatesOf } from '../domain/template';
import type { State } from '../enums';
import { GiftCouponState } from './enums';
import { GiftCouponTemplate, templateObject } from './template.type';

@ObjectType({ simpleResolvers: true })
export class GiftCouponTransition {
  readonly redemptionId: string | null;

  @Field(() => GiftCouponState, { nullable: true })
  from: State | null;

  @Field(() => GiftCouponState)
  to: State;

  @Field(() => DateTimeScalar)
  at: Date;

  @Field(() => String, { description: 'A code, e.g. ISSUED_BY_STAFF. What staff gave as a reason stands in the audit.' })
  reason: string;
}

@ObjectType({ implements: Node, simpleResolvers: true })
export class GiftCoupon extends Node {
  readonly row: CouponRow;
  /** Whether the caller may see what the coupon is now: to a member somebody else's, also one they gave away, is an empty shell. */
  readonly isShown: boolean;

  @Field(() => GiftCouponState, { description: 'REVOKED to a member who gave it away.' })
  state: State;

  @Field(() => DateTimeScalar)
  validFrom: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Exclusive.' })
  validTo: Date | null;

  @Field(() => Int)
  usesLeft: number;

  @Field(() => String, { description: 'Whoever knows it can use the coupon. Hyphens, case and O for 0 make no difference. Empty to a member who gave it away.' })
  code(@Ctx() ctx: Context): string {
    return !this.isShown ? '' : printedCode(openCode(ctx, this.row.id, this.row.code_sealed));
  }

  @Field(() => String, { description: 'Scalable picture for the till: a QR code of a signed token that names the coupon for 60 seconds, once. Empty to a member who gave it away.' })
  async qrSvg(@Ctx() ctx: Context): Promise<string> {
    return !this.isShown ? '' : qrCode(newQrToken(ctx, this.row.id, this.row.hops), { type: 'svg' });
  }

  @Field(() => GiftCouponTemplate, { description: 'As it was when the coupon was issued.' })
  async template(@Ctx() ctx: Context): Promise<GiftCouponTemplate> {
    return templateObject((await templatesOf(ctx)).ofCoupon(this.row));
  }

  @Field(() => Member, { description: 'To a member always themselves: who has a coupon they gave away is not theirs to know.' })
  owner(@Ctx() ctx: Context): Promise<Member | null> {
    return ctx.load(memberById, ctx.audience === 'member' ? (ctx.actor.memberId as string) : this.row.member_id);
  }
}

export const GiftCouponConnection = connectionOf(() => GiftCoupon, 'GiftCoupon');

/** Members come to coupons they no longer have by their events, and by asking again what they asked. */
export function couponObject(row: CouponRow, ctx: Context): GiftCoupon {
  const isShown = ctx.audience !== 'member' || row.member_id === ctx.actor.memberId;
  return Object.assign(Object.create(GiftCoupon.prototype) as GiftCoupon, {
    id: publicId(COUPON_PREFIX, row.id), row, isShown, validFrom: row.valid_from, validTo: row.valid_to,
    state: isShown ? stateAt(row, ctx.now) : 'REVOKED', usesLeft: isShown ? row.uses - row.used : 0,
  });
}
