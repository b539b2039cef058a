import { definePlugin, EventDeliverers, extend, loadedBy, node } from '@regulars/plugin-sdk';
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
import { Sender } from './domain/sender';
import { networks } from './networks';
import { permissions } from './permissions';

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
  extensions: [extend(EventDeliverers, new Sender(networks))],
});
