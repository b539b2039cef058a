import { Member, memberById } from '@regulars/member/contract';
import { Order, orderById } from '@regulars/order/contract';
import { connectionOf, type Context, DateTimeScalar, Node, publicId } from '@regulars/plugin-sdk';
import { Ctx, Field, ObjectType } from 'type-graphql';
import type { CardRow } from '../data/card.statements';
import { CARD_PREFIX } from '../domain/ids';

@ObjectType({ implements: Node, simpleResolvers: true })
export class ThankYouCard extends Node {
  readonly uuid: string;
  readonly memberUuid: string;
  readonly orderUuid: string | null;

  @Field(() => String)
  text: string;

  @Field(() => DateTimeScalar)
  writtenAt: Date;

  @Field(() => DateTimeScalar, { nullable: true })
  readAt: Date | null;

  @Field(() => Member, { nullable: true })
  member(@Ctx() ctx: Context): Promise<Member | null> {
    return ctx.load(memberById, this.memberUuid);
  }

  @Field(() => Order, { nullable: true, description: 'What it thanks for, if it was an order.' })
  order(@Ctx() ctx: Context): Promise<Order | null> | null {
    return this.orderUuid === null ? null : ctx.load(orderById, this.orderUuid);
  }
}

export const ThankYouCardConnection = connectionOf(() => ThankYouCard, 'ThankYouCard');

export const cardObject = (row: CardRow): ThankYouCard =>
  Object.assign(new ThankYouCard(), {
    id: publicId(CARD_PREFIX, row.id), uuid: row.id, memberUuid: row.member_id, orderUuid: row.order_id, text: row.text, writtenAt: row.written_at, readAt: row.read_at,
  });
