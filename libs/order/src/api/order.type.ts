import { connectionOf, DateScalar, DateTimeScalar, type Json, JsonScalar, Money, money, Node, publicId } from '@regulars/plugin-sdk';
import { Field, Int, ObjectType } from 'type-graphql';
import type { OrderRow } from '../data/order.statements';
import type { OrderLineState } from '../domain/order-state';
import { OrderChannel, OrderStatus } from './enums';

export const ORDER_PREFIX = 'ord';

@ObjectType({ simpleResolvers: true })
export class OrderLine {
  @Field(() => Int)
  number: number;

  @Field(() => String)
  sku: string;

  @Field(() => String, { nullable: true })
  name: string | null;

  @Field(() => String, { nullable: true })
  category: string | null;

  @Field(() => Int)
  quantity: number;

  @Field(() => Int)
  refundedQuantity: number;

  @Field(() => Money)
  unitPrice: Money;

  @Field(() => Money, { description: 'Quantity times unit price, rounded half up.' })
  gross: Money;

  @Field(() => Money, { description: "The line's own, and its share of the order's." })
  discount: Money;

  @Field(() => Money)
  refunded: Money;

  @Field(() => Money, { description: 'Gross less discount less refunded.' })
  net: Money;
}

@ObjectType({ simpleResolvers: true, description: "kind is 'points', 'tier', or the id of a plugin." })
export class OrderEffect {
  @Field(() => String)
  kind: string;

  @Field(() => String)
  summary: string;

  @Field(() => Int, { nullable: true })
  amount: number | null;

  @Field(() => Boolean)
  reversed: boolean;

  @Field(() => JsonScalar)
  explanation: Json;
}

/** What loaders would answer about an order that was only rehearsed, and is gone. */
export interface RehearsedParts {
  readonly lines: readonly OrderLine[];
  readonly effects: readonly OrderEffect[];
  readonly tierAtOrder: string | null;
}

/** `uuid` keys the loaders of every module that adds fields. */
@ObjectType({ implements: Node, simpleResolvers: true })
export class Order extends Node {
  readonly uuid: string;
  readonly memberUuid: string | null;
  readonly storeUuid: string | null;
  readonly rehearsed?: RehearsedParts;

  @Field(() => String)
  source: string;

  @Field(() => String, { description: "The order's id at its source." })
  externalId: string;

  @Field(() => Int, { description: 'The newest revision received.' })
  revision: number;

  @Field(() => OrderStatus)
  status: OrderStatus;

  @Field(() => OrderChannel)
  channel: OrderChannel;

  @Field(() => DateTimeScalar)
  placedAt: Date;

  @Field(() => DateTimeScalar, { description: 'When the current revision took effect at the source.' })
  updatedAt: Date;

  @Field(() => DateScalar, { description: "The day of the brand's business it belongs to." })
  businessDate: string;

  @Field(() => Money)
  gross: Money;

  @Field(() => Money)
  discount: Money;

  @Field(() => Money)
  refunded: Money;

  @Field(() => Money, { description: 'Gross less discount less refunded.' })
  net: Money;

  @Field(() => Money, { description: 'The part paid with points or stored value, before refunds.' })
  paidWithPoints: Money;
}

export const OrderConnection = connectionOf(() => Order, 'Order');

export const orderObject = (row: OrderRow, currency: string): Order =>
  Object.assign(new Order(), {
    id: publicId(ORDER_PREFIX, row.id),
    uuid: row.id,
    memberUuid: row.member_id,
    storeUuid: row.store_id,
    source: row.source,
    externalId: row.external_id,
    revision: row.revision,
    status: row.status,
    channel: row.channel,
    placedAt: row.placed_at,
    updatedAt: row.updated_at,
    businessDate: row.business_date,
    gross: money(row.gross, currency),
    discount: money(row.discount, currency),
    refunded: money(row.refunded, currency),
    net: money(row.net, currency),
    paidWithPoints: money(row.paid_with_points, currency),
  });

export const orderLineObject = (line: OrderLineState, currency: string): OrderLine => ({
  number: line.number,
  sku: line.sku,
  name: line.name,
  category: line.category,
  quantity: line.quantity,
  refundedQuantity: line.refundedQuantity,
  unitPrice: { amount: line.unitPrice, currency },
  gross: money(line.gross, currency),
  discount: money(line.discount, currency),
  refunded: money(line.refunded, currency),
  net: money(line.net, currency),
});
