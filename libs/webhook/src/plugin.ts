import { definePlugin, EventTellers, extend, type Loader, node, type NodeDefinition } from '@regulars/plugin-sdk';
import packageJson from '../package.json';
import { deliveryById, WebhookDelivery } from './api/webhook-delivery.type';
import { endpointById, WebhookEndpoint, WebhookEndpointFieldsResolver } from './api/webhook-endpoint.type';
import { WebhookDeliveryPayloadResolver, WebhookEndpointPayloadResolver } from './api/webhook.payloads';
import { WebhookResolver } from './api/webhook.resolver';
import { CreateWebhook1791500000631 } from './data/create-webhook.migration';
import { EndpointEntity } from './data/endpoint.entity';
import { SecretEntity } from './data/secret.entity';
import { DELIVERY_PREFIX } from './domain/deliveries';
import { ENDPOINT_PREFIX } from './domain/endpoints';
import { Sender } from './domain/tell';
import { networks } from './networks';
import { permissions } from './permissions';

const loadedBy =
  <V extends object | null>(loader: Loader<string, V>): NodeDefinition['load'] =>
  (ctx, ids) => Promise.all(ids.map((id) => ctx.load(loader, id)));

/** Core: a brand's own software is told of events, over HTTP. */
export const webhook = definePlugin({
  id: 'webhook',
  version: packageJson.version,
  sdk: '^1.0.0',
  core: true,
  requires: { brand: '^1.0.0', member: '^1.0.0' },
  resolvers: { staff: [WebhookResolver, WebhookEndpointFieldsResolver, WebhookEndpointPayloadResolver, WebhookDeliveryPayloadResolver] },
  entities: [EndpointEntity, SecretEntity],
  migrations: [CreateWebhook1791500000631],
  permissions,
  personalData: [{ table: 'webhook.secret', column: 'sealed', form: 'SEALED' }],
  nodes: [node(ENDPOINT_PREFIX, WebhookEndpoint, loadedBy(endpointById), permissions.read), node(DELIVERY_PREFIX, WebhookDelivery, loadedBy(deliveryById), permissions.read)],
  extensions: [extend(EventTellers, new Sender(networks))],
});
