import { definePlugin, extend, InboundHooks, node } from '@regulars/plugin-sdk';
import { version } from '../package.json';
import { ChannelResolver } from './api/channel.resolver';
import { loadTemplates, TemplateResolver } from './api/template.resolver';
import { MessageTemplate } from './api/template.type';
import { installedChannels } from './channels/installed';
import { ChannelAccountEntity, ChannelEventEntity } from './data/channel-account.entity';
import { CreateChannelAccounts1791500000920 } from './data/create-channel-accounts.migration';
import { CreateTemplates1791500000881 } from './data/create-templates.migration';
import { TemplateEntity, TemplateVersionEntity } from './data/template.entity';
import { forgetChannelEvents, providerHook } from './domain/hook';
import { TEMPLATE_PREFIX } from './domain/ids';
import { usedTemplates } from './domain/templates';
import { MessageTemplateForbiddenError, MessageTemplateInvalidError } from './errors';
import { permissions } from './permissions';

/** Everything this plugin adds. */
export const messaging = definePlugin({
  id: 'messaging',
  nouns: ['Message'],
  version,
  sdk: '^1.0.0',
  requires: { brand: '^1.0.0', member: '^1.0.0' },
  resolvers: { staff: [ChannelResolver, TemplateResolver] },
  types: { staff: [MessageTemplateForbiddenError, MessageTemplateInvalidError] },
  entities: [ChannelAccountEntity, ChannelEventEntity, TemplateEntity, TemplateVersionEntity],
  migrations: [CreateTemplates1791500000881, CreateChannelAccounts1791500000920],
  permissions,
  limits: { templates: { description: 'How many templates may be in use', used: usedTemplates } },
  nodes: [node(TEMPLATE_PREFIX, MessageTemplate, loadTemplates, permissions.read)],
  extensions: [...installedChannels(), extend(InboundHooks, providerHook)],
  jobs: [forgetChannelEvents],
  personalData: [{ table: 'messaging.channel_account', column: 'sealed', form: 'SEALED' }],
});
