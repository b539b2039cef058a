import { type Context, DateTimeScalar, defineLoader, Node, oneForEach, publicId } from '@regulars/plugin-sdk';
import { Arg, Ctx, Field, FieldResolver, ID, Int, ObjectType, registerEnumType, Resolver, Root } from 'type-graphql';
import { KEY_PREFIX } from '../domain/endpoint-input';
import { ENDPOINT_PREFIX, type EndpointRow, selectEndpoints } from '../domain/endpoints';
import { deliveriesOfEndpoint, WebhookDeliveryConnection } from './webhook-delivery.type';

export enum WebhookState {
  ACTIVE = 'ACTIVE',
  PAUSED = 'PAUSED',
  DISABLED = 'DISABLED',
}
registerEnumType(WebhookState, {
  name: 'WebhookState',
  description: 'PAUSED: several tries in a row failed; what comes waits, and one at a time is tried until one is taken. DISABLED: nothing is sent, and nothing is kept to be sent; `webhookEndpointUpdate` makes it active again.',
});

@ObjectType({ implements: Node, simpleResolvers: true, description: 'Where events are posted.' })
export class WebhookEndpoint extends Node {
  readonly uuid: string;

  @Field(() => String)
  url: string;

  @Field(() => [String], { description: 'Names of events, sorted.' })
  types: string[];

  @Field(() => String, { description: 'The selection on MemberEvent whose result is the body.' })
  query: string;

  @Field(() => ID, { description: 'The key under whose rights it is selected.' })
  apiKeyId: string;

  @Field(() => WebhookState)
  state: WebhookState;

  @Field(() => String, { nullable: true, description: 'Why it is DISABLED.' })
  reason: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Since when nothing was taken; after 5 days it is DISABLED.' })
  failingSince: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Since when it is DISABLED. The audit has it, too: `webhookEndpointDisable`, by webhook.' })
  disabledAt: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Nothing is sent before then: the receiver asked for it, or the last tries failed.' })
  resumesAt: Date | null;

  @Field(() => DateTimeScalar)
  createdAt: Date;
}

export const endpointObject = (row: EndpointRow): WebhookEndpoint =>
  Object.assign(new WebhookEndpoint(), {
    id: publicId(ENDPOINT_PREFIX, row.id), uuid: row.id, url: row.url, types: [...row.names], query: row.query, apiKeyId: publicId(KEY_PREFIX, row.key_id),
    state: WebhookState[row.state], reason: row.reason, failingSince: row.failing_since, disabledAt: row.disabled_at, resumesAt: row.resumes_at, createdAt: row.created_at,
  });

export const endpointById = defineLoader<string, WebhookEndpoint | null>(async (ctx, ids) =>
  oneForEach(ids, (await ctx.sql(selectEndpoints(ids))).map(endpointObject), (endpoint) => endpoint.uuid));

@Resolver(() => WebhookEndpoint)
export class WebhookEndpointFieldsResolver {
  @FieldResolver(() => WebhookDeliveryConnection, { description: 'Newest first.' })
  deliveries(
    @Root() endpoint: WebhookEndpoint, @Arg('first', () => Int, { nullable: true, defaultValue: 10 }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null, @Ctx() ctx: Context,
  ): Promise<object> {
    return ctx.load(deliveriesOfEndpoint, { parent: endpoint.uuid, page: { first: first ?? 10, after } });
  }
}
