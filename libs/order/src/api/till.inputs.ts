import { MemberIdentifierInput } from '@regulars/member/contract';
import { DateTimeScalar, DecimalScalar } from '@regulars/plugin-sdk';
import { Field, ID, InputType, Int } from 'type-graphql';
import { OrderChannel } from './enums';
import { OrderLineInput, OrderUpsertInput } from './order.inputs';

@InputType({ description: 'Order fields a till knows before the receipt is printed.' })
export class TillBasketInput {
  @Field(() => String, { nullable: true })
  storeCode?: string | null;

  @Field(() => OrderChannel, { defaultValue: OrderChannel.POS })
  channel: OrderChannel;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it is sold; left out: now.' })
  occurredAt?: Date | null;

  @Field(() => [OrderLineInput], { description: '1 to 200.' })
  lines: OrderLineInput[];

  @Field(() => DecimalScalar, { nullable: true, description: "The till's own, for the whole basket." })
  discount?: string | null;
}

@InputType()
export class TillQuoteInput {
  @Field(() => MemberIdentifierInput, { nullable: true, description: "Left out, and no token: a guest's." })
  member?: MemberIdentifierInput | null;

  @Field(() => String, { nullable: true, description: 'What the member shows; a quote does not use it up.' })
  memberToken?: string | null;

  @Field(() => TillBasketInput)
  basket: TillBasketInput;

  @Field(() => [String], { nullable: true, description: 'Offers to try beside those the member holds; at most 20.' })
  codes?: string[] | null;
}

@InputType({ description: "The order's own discount must not repeat what the codes give." })
export class TillCommitInput {
  @Field(() => ID)
  quoteId: string;

  @Field(() => [String], { defaultValue: [], description: 'Of those the quote called usable; at most 20.' })
  couponCodes: string[];

  @Field(() => Int, { defaultValue: 0 })
  pointsToBurn: number;

  @Field(() => OrderUpsertInput, { description: "The basket that was quoted, as an order that is new. `member` left out: the quote's." })
  order: OrderUpsertInput;
}

@InputType()
export class TillHoldInput {
  @Field(() => ID)
  quoteId: string;

  @Field(() => [String], { defaultValue: [], description: 'Of those the quote called usable; at most 20.' })
  couponCodes: string[];

  @Field(() => Int, { defaultValue: 0 })
  pointsToBurn: number;

  @Field(() => String, { description: 'What the till calls the sale; 1 to 200 characters.' })
  orderRef: string;

  @Field(() => Int, { defaultValue: 300, description: '10 to 3,600.' })
  ttlSeconds: number;
}
