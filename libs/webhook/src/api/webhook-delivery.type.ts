import { DateTimeScalar, defineLoader, nestedListLoader, Node, oneForEach, publicId, uncountedConnectionOf } from '@regulars/plugin-sdk';
import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DELIVERY_PREFIX, deliveryList, type DeliveryRow, selectDeliveries } from '../domain/deliveries';
import { EVENT_PREFIX } from '../domain/message';

export enum WebhookDeliveryState {
  PENDING = 'PENDING',
  DELIVERED = 'DELIVERED',
  DEAD = 'DEAD',
}
registerEnumType(WebhookDeliveryState, { name: 'WebhookDeliveryState', description: 'DEAD: given up; `webhookRedeliver` begins anew.' });

@ObjectType({ implements: Node, simpleResolvers: true, description: 'One event on its way to one endpoint. Kept for 7 days once it was taken, for 30 once it was given up.' })
export class WebhookDelivery extends Node {
  readonly uuid: string;

  @Field(() => ID, { description: 'Also its `webhook-id`, however often it is sent.' })
  eventId: string;

  @Field(() => String)
  type: string;

  @Field(() => WebhookDeliveryState)
  state: WebhookDeliveryState;

  @Field(() => Int)
  attempts: number;

  @Field(() => Int, { nullable: true, description: 'HTTP status of the last answer; null when there was none.' })
  lastStatus: number | null;

  @Field(() => String, { nullable: true, description: 'Why the last try failed, or why there will be none.' })
  lastError: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Not before then; null when nothing more is tried.' })
  nextAt: Date | null;

  @Field(() => DateTimeScalar)
  createdAt: Date;

  @Field(() => DateTimeScalar, { nullable: true })
  finishedAt: Date | null;
}

export const deliveryObject = (row: DeliveryRow): WebhookDelivery =>
  Object.assign(new WebhookDelivery(), {
    id: publicId(DELIVERY_PREFIX, row.id), uuid: row.id, eventId: publicId(EVENT_PREFIX, row.event_id), type: row.name, state: WebhookDeliveryState[row.state], attempts: row.attempts,
    lastStatus: row.last_status, lastError: row.last_error, nextAt: row.state === 'PENDING' ? row.due_at : null, createdAt: row.created_at, finishedAt: row.finished_at,
  });

export const deliveryById = defineLoader<string, WebhookDelivery | null>(async (ctx, ids) =>
  oneForEach(ids, (await ctx.sql(selectDeliveries(ids))).map(deliveryObject), (delivery) => delivery.uuid));

export const WebhookDeliveryConnection = uncountedConnectionOf(() => WebhookDelivery, 'WebhookDelivery');

export const deliveriesOfEndpoint = nestedListLoader<DeliveryRow, WebhookDelivery>({ ...deliveryList, toItem: deliveryObject });
