import { MemberIdentifierInput } from '@regulars/member/contract';
import { DateTimeFilter, DateTimeScalar, DecimalScalar, IdFilter, StringFilter } from '@regulars/plugin-sdk';
import { Field, InputType, Int } from 'type-graphql';
import { OrderChannel, OrderStatus } from './enums';

@InputType()
export class OrderLineInput {
  @Field(() => Int, { description: 'Names the line within the order, through all revisions.' })
  number: number;

  @Field(() => String)
  sku: string;

  @Field(() => String, { nullable: true })
  name?: string | null;

  @Field(() => String, { nullable: true })
  category?: string | null;

  @Field(() => Int)
  quantity: number;

  @Field(() => DecimalScalar, { description: 'Up to four decimals more than the currency has.' })
  unitPrice: string;

  @Field(() => DecimalScalar, { nullable: true })
  discount?: string | null;

  @Field(() => Int, { defaultValue: 0 })
  refundedQuantity: number;

  @Field(() => DecimalScalar, { nullable: true, description: 'Given back without goods, as goodwill; beside refundedQuantity.' })
  refundedAmount?: string | null;
}

@InputType({
  description:
    'The whole state of an order as its source sees it. Sending it again, late, or out of order gives the same end state. ' +
    'Paid with refunded lines is PARTIALLY_REFUNDED, or REFUNDED when nothing is left; REFUNDED without a refunded line gave back everything.',
})
export class OrderUpsertInput {
  @Field(() => String)
  source: string;

  @Field(() => String)
  externalId: string;

  @Field(() => Int, {
    defaultValue: 1,
    description:
      'Rises with each change of the order at its source. An older revision never overwrites a newer one; the same revision with other content: ' +
      'the later updatedAt wins, with an equal one it is an OrderRevisionConflictError.',
  })
  revision: number;

  @Field(() => OrderStatus, { defaultValue: OrderStatus.PAID })
  status: OrderStatus;

  @Field(() => MemberIdentifierInput, { nullable: true, description: "Left out: a guest's order. A later revision may add or change it." })
  member?: MemberIdentifierInput | null;

  @Field(() => String, { nullable: true })
  storeCode?: string | null;

  @Field(() => OrderChannel, { defaultValue: OrderChannel.POS })
  channel: OrderChannel;

  @Field(() => DateTimeScalar, { description: 'From 2000-01-01 to five minutes from now.' })
  placedAt: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the source last changed it: the time at which a refund or a void took effect. Required when revision > 1.' })
  updatedAt?: Date | null;

  @Field(() => [OrderLineInput], { description: '1 to 2,000.' })
  lines: OrderLineInput[];

  @Field(() => DecimalScalar, { nullable: true, description: 'Whole-order discount, spread over the lines by largest remainder.' })
  discount?: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'The part paid with points or stored value: earns nothing under basis CASH_PAID.' })
  paidWithPoints?: string | null;
}

@InputType()
export class OrderStatusFilter {
  @Field(() => OrderStatus, { nullable: true }) eq?: OrderStatus | null;
  @Field(() => [OrderStatus], { nullable: true }) in?: OrderStatus[] | null;
}

@InputType()
export class OrderWhere {
  @Field(() => DateTimeFilter, { nullable: true }) placedAt?: DateTimeFilter | null;
  @Field(() => StringFilter, { nullable: true }) storeCode?: StringFilter | null;
  @Field(() => OrderStatusFilter, { nullable: true }) status?: OrderStatusFilter | null;
  @Field(() => IdFilter, { nullable: true }) memberId?: IdFilter | null;
}
