import { eventNamesIn } from '@regulars/member/contract';
import type { Context } from '@regulars/plugin-sdk';
import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Authorized, Ctx, Extensions, ID, Info, Mutation, Query, Resolver } from 'type-graphql';
import { redeliver } from '../domain/deliveries';
import { rehearseSending } from '../domain/dry-run';
import { readEndpoint } from '../domain/endpoint-input';
import { allEndpoints, changeEndpoint, createEndpoint, endpointBy, removeEndpoint, replayTo } from '../domain/endpoints';
import { rotateSecret } from '../domain/secrets';
import { networks } from '../networks';
import { permissions } from '../permissions';
import { endpointObject, WebhookEndpoint } from './webhook-endpoint.type';
import { WebhookEndpointInput } from './webhook.inputs';
import { WebhookDeliveryPayload, WebhookDryRun, WebhookEndpointPayload } from './webhook.payloads';

/** Points: it runs a selection of its own, which may cost more than what is asked for. */
const DRY_RUN = 500;

@Resolver()
export class WebhookResolver {
  @Authorized(permissions.read)
  @Extensions({ listSize: 100 })
  @Query(() => [WebhookEndpoint], { description: 'Newest first; at most 100.' })
  async webhookEndpoints(@Ctx() ctx: Context): Promise<WebhookEndpoint[]> {
    return (await ctx.sql(allEndpoints())).map(endpointObject);
  }

  @Authorized(permissions.manage)
  @Query(() => WebhookDryRun, { complexity: DRY_RUN, description: 'Shows the request that would be sent for a past event to an endpoint set up like this. Nothing is sent.' })
  async webhookDryRun(
    @Arg('input', () => WebhookEndpointInput) input: WebhookEndpointInput, @Arg('eventId', () => ID) eventId: string, @Ctx() ctx: Context, @Info() { schema }: GraphQLResolveInfo,
  ): Promise<WebhookDryRun> {
    const { body, headers, errors } = await rehearseSending(ctx, await readEndpoint(ctx, input, eventNamesIn(schema), networks), eventId);
    return { body: JSON.parse(body) as object, headers, errors: [...errors] };
  }

  @Authorized(permissions.manage)
  @Mutation(() => WebhookEndpointPayload, { description: 'From now on events of these types are posted there. `secret` signs them.' })
  async webhookEndpointCreate(@Arg('input', () => WebhookEndpointInput) input: WebhookEndpointInput, @Ctx() ctx: Context, @Info() { schema }: GraphQLResolveInfo): Promise<object> {
    const { id, secret } = await createEndpoint(ctx, await readEndpoint(ctx, input, eventNamesIn(schema), networks));
    return { endpointId: id, secret };
  }

  @Authorized(permissions.manage)
  @Mutation(() => WebhookEndpointPayload, { description: 'Changes the endpoint and makes it ACTIVE again; waiting deliveries go to the new URL, selected by the new query.' })
  async webhookEndpointUpdate(
    @Arg('id', () => ID) id: string, @Arg('input', () => WebhookEndpointInput) input: WebhookEndpointInput, @Ctx() ctx: Context, @Info() { schema }: GraphQLResolveInfo,
  ): Promise<object> {
    return { endpointId: await changeEndpoint(ctx, id, await readEndpoint(ctx, input, eventNamesIn(schema), networks)) };
  }

  @Authorized(permissions.manage)
  @Mutation(() => WebhookEndpointPayload, { description: 'What waits for it is sent no more, and its deliveries are forgotten.' })
  async webhookEndpointDelete(@Arg('id', () => ID) id: string, @Ctx() ctx: Context): Promise<object> {
    await removeEndpoint(ctx, id);
    return {};
  }

  @Authorized(permissions.manage)
  @Mutation(() => WebhookEndpointPayload, { description: 'The old secret signs beside the new one for 24 hours.' })
  async webhookSecretRotate(@Arg('id', () => ID) id: string, @Ctx() ctx: Context): Promise<object> {
    const endpoint = await endpointBy(ctx, id, 'id');
    return { endpointId: endpoint.id, secret: await rotateSecret(ctx, endpoint.id) };
  }

  @Authorized(permissions.manage)
  @Mutation(() => WebhookDeliveryPayload, { description: 'Sends the delivery again at once, as a first attempt; also one that was DELIVERED.' })
  async webhookRedeliver(@Arg('deliveryId', () => ID) deliveryId: string, @Ctx() ctx: Context): Promise<object> {
    return { deliveryId: await redeliver(ctx, deliveryId) };
  }

  @Authorized(permissions.manage)
  @Mutation(() => WebhookEndpointPayload, { description: 'Sends again, in the background, the endpoint\'s events after the cursor (at most 7 days back).' })
  async webhookReplay(@Arg('endpointId', () => ID) endpointId: string, @Arg('after', () => String) after: string, @Ctx() ctx: Context): Promise<object> {
    return { endpointId: await replayTo(ctx, endpointId, after) };
  }
}
