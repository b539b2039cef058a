import { type Context, DateTimeScalar, defineLoader, type Loader, Money, money, Node, oneForEach, Payload, publicId } from '@regulars/plugin-sdk';
import { Ctx, Field, Int, ObjectType } from 'type-graphql';
import { type TillHoldRow, tillHoldsByIds } from '../data/till-hold.statements';
import { stateOf } from '../domain/till/end-hold';
import { TillHoldState } from '../enums';

export const HOLD_PREFIX = 'thd';

@ObjectType({ implements: Node, simpleResolvers: true, description: 'Coupons and points that are kept for a sale. A closed one can be asked for 30 days.' })
export class TillHold extends Node {
  @Field(() => TillHoldState)
  state: TillHoldState;

  @Field(() => String)
  orderRef: string;

  @Field(() => DateTimeScalar)
  expiresAt: Date;

  @Field(() => Money)
  discount: Money;

  @Field(() => Int)
  pointsHeld: number;

  @Field(() => Money, { description: 'What is left to pay after coupons and points.' })
  payable: Money;
}

const holdObject = (row: TillHoldRow, ctx: Context): TillHold =>
  Object.assign(new TillHold(), {
    id: publicId(HOLD_PREFIX, row.id),
    state: stateOf(row, ctx.now),
    orderRef: row.order_ref,
    expiresAt: row.expires_at,
    discount: money(row.discount, ctx.brand.currency),
    pointsHeld: row.points,
    payable: money(row.payable, ctx.brand.currency),
  });

/** By the hold's uuid. */
export const tillHoldById: Loader<string, TillHold | null> = defineLoader(async (ctx, ids) =>
  oneForEach(ids, await ctx.sql(tillHoldsByIds(ids)), (row) => row.id).map((row) => row && holdObject(row, ctx)));

@ObjectType({ simpleResolvers: true })
export class TillHoldPayload extends Payload {
  readonly holdId?: string;

  @Field(() => TillHold, { nullable: true })
  hold(@Ctx() ctx: Context): Promise<TillHold | null> | null {
    return this.holdId ? ctx.load(tillHoldById, this.holdId) : null;
  }
}
