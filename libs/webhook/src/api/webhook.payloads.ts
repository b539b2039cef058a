import { type Context, JsonScalar, Payload } from '@regulars/plugin-sdk';
import { Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import { deliveryById, WebhookDelivery } from './webhook-delivery.type';
import { endpointById, WebhookEndpoint } from './webhook-endpoint.type';

@ObjectType({ simpleResolvers: true, description: '`secret` is given by webhookEndpointCreate and webhookSecretRotate only, and never shown again.' })
export class WebhookEndpointPayload extends Payload {
  endpointId?: string;

  @Field(() => String, { nullable: true })
  secret?: string | null;
}

@ObjectType({ simpleResolvers: true })
export class WebhookDeliveryPayload extends Payload {
  deliveryId?: string;
}

@ObjectType({ simpleResolvers: true, description: 'What would be posted; the signature is of a secret that nobody has.' })
export class WebhookDryRun {
  @Field(() => JsonScalar)
  body: object;

  @Field(() => JsonScalar)
  headers: object;

  @Field(() => [String], { description: 'Why fields of the body are null, as `path: reason`; at most 5.' })
  errors: string[];
}

@Resolver(() => WebhookEndpointPayload)
export class WebhookEndpointPayloadResolver {
  @FieldResolver(() => WebhookEndpoint, { nullable: true })
  endpoint(@Root() { endpointId }: WebhookEndpointPayload, @Ctx() ctx: Context): Promise<WebhookEndpoint | null> | null {
    return endpointId === undefined ? null : ctx.load(endpointById, endpointId);
  }
}

@Resolver(() => WebhookDeliveryPayload)
export class WebhookDeliveryPayloadResolver {
  @FieldResolver(() => WebhookDelivery, { nullable: true })
  delivery(@Root() { deliveryId }: WebhookDeliveryPayload, @Ctx() ctx: Context): Promise<WebhookDelivery | null> | null {
    return deliveryId === undefined ? null : ctx.load(deliveryById, deliveryId);
  }
}
