import { Member, memberById } from '@regulars/member/contract';
import { type Context, DateTimeScalar, defineLoader, Node, oneForEach, Payload, publicId } from '@regulars/plugin-sdk';
import { Ctx, Field, ObjectType, registerEnumType } from 'type-graphql';
import { type TransferRow, transfersById } from '../data/transfer.statements';
import { TRANSFER_PREFIX } from '../domain/ids';
import { transferToken } from '../domain/transfer-tokens';
import { settings } from '../settings';
import { couponById } from './coupon.loaders';
import { GiftCoupon } from './coupon.type';

export enum GiftCouponTransferState {
  OFFERED = 'OFFERED',
  ACCEPTED = 'ACCEPTED',
  CANCELLED = 'CANCELLED',
  EXPIRED = 'EXPIRED',
}
registerEnumType(GiftCouponTransferState, { name: 'GiftCouponTransferState' });

@ObjectType({ implements: Node, simpleResolvers: true })
export class GiftCouponTransfer extends Node {
  readonly row: TransferRow;
  /** Known only where it was just made, or named by it. */
  readonly token: string | null;

  @Field(() => GiftCouponTransferState)
  state: `${GiftCouponTransferState}`;

  @Field(() => DateTimeScalar)
  expiresAt: Date;

  @Field(() => String, { description: 'What the sender passes on. Ends with the token for the sender, and for whoever has it.' })
  async url(@Ctx() ctx: Context): Promise<string> {
    const base = (await ctx.settings(settings)).transferUrl.replace(/\/$/, '');
    return this.token === null ? base : `${base}/${this.token}`;
  }

  @Field(() => GiftCoupon)
  coupon(@Ctx() ctx: Context): Promise<GiftCoupon | null> {
    return ctx.load(couponById, this.row.coupon_id);
  }

  @Field(() => Member, { nullable: true, description: 'To staff; null to members.' })
  receiver(@Ctx() ctx: Context): Promise<Member | null> | null {
    return this.row.receiver_id === null || ctx.audience === 'member' ? null : ctx.load(memberById, this.row.receiver_id);
  }
}

export const transferObject = (row: TransferRow, ctx: Context, token: string | null = null): GiftCouponTransfer =>
  Object.assign(Object.create(GiftCouponTransfer.prototype) as GiftCouponTransfer, {
    id: publicId(TRANSFER_PREFIX, row.id), row, token, expiresAt: row.expires_at, state: row.state === 'OFFERED' && row.expires_at <= ctx.now ? 'EXPIRED' : row.state,
  });

export async function loadTransfers(ctx: Context, ids: readonly string[]): Promise<(GiftCouponTransfer | null)[]> {
  return oneForEach(ids, (await ctx.sql(transfersById(ids))).map((row) => transferObject(row, ctx)), ({ row }) => row.id);
}

const transferById = defineLoader<string, GiftCouponTransfer | null>(loadTransfers);

@ObjectType({ simpleResolvers: true, description: '`token` is shown to the sender only.' })
export class GiftCouponTransferPayload extends Payload {
  readonly transferId?: string;
  readonly couponId?: string;

  @Field(() => GiftCouponTransfer, { nullable: true })
  async transfer(@Ctx() ctx: Context): Promise<GiftCouponTransfer | null> {
    const transfer = this.transferId ? await ctx.load(transferById, this.transferId) : null;
    return transfer && transferObject(transfer.row, ctx, transferToken(ctx, transfer.row.id));
  }

  @Field(() => String, { nullable: true })
  token(@Ctx() ctx: Context): string | null {
    return this.transferId ? transferToken(ctx, this.transferId) : null;
  }

  @Field(() => GiftCoupon, { nullable: true })
  coupon(@Ctx() ctx: Context): Promise<GiftCoupon | null> | null {
    return this.couponId ? ctx.load(couponById, this.couponId) : null;
  }
}
