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

  @Field(() => GiftCouponState)
  state: State;

  @Field(() => DateTimeScalar)
  validFrom: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Exclusive.' })
  validTo: Date | null;

  @Field(() => Int)
  usesLeft: number;

  @Field(() => String, { description: 'Whoever knows it can use the coupon. Hyphens, case and O for 0 make no difference.' })
  code(@Ctx() ctx: Context): string {
    return printedCode(openCode(ctx, this.row.id, this.row.code_sealed));
  }

  @Field(() => String, { description: 'Scalable picture for the till: a QR code of a signed token that names the coupon for 60 seconds, once.' })
  qrSvg(@Ctx() ctx: Context): Promise<string> {
    return qrCode(newQrToken(ctx, this.row.id), { type: 'svg' });
  }

  @Field(() => GiftCouponTemplate, { description: 'As it was when the coupon was issued.' })
  async template(@Ctx() ctx: Context): Promise<GiftCouponTemplate> {
    return templateObject((await templatesOf(ctx)).ofCoupon(this.row));
  }

  @Field(() => Member)
  owner(@Ctx() ctx: Context): Promise<Member | null> {
    return ctx.load(memberById, this.row.member_id);
  }
}

export const GiftCouponConnection = connectionOf(() => GiftCoupon, 'GiftCoupon');

export const couponObject = (row: CouponRow, ctx: Context): GiftCoupon =>
  Object.assign(Object.create(GiftCoupon.prototype) as GiftCoupon, {
    id: publicId(COUPON_PREFIX, row.id), row, state: stateAt(row, ctx.now), validFrom: row.valid_from, validTo: row.valid_to, usesLeft: row.uses - row.used,
  });
