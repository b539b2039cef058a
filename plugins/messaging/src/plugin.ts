import { IdentityVerified, MemberData } from '@regulars/member/contract';
import { definePlugin, extend, InboundHooks, node, on } from '@regulars/plugin-sdk';
import { version } from '../package.json';
import { ChannelResolver } from './api/channel.resolver';
import { BeaconResolver, MemberLineLinkResolver, OwnLineLinkResolver } from './api/line-link.resolver';
import { MessageLineLinkChangedEvent, StoreArrivedEvent } from './api/line-link.type';
import { loadTemplates, TemplateResolver } from './api/template.resolver';
import { MessageTemplate } from './api/template.type';
import { installedChannels } from './channels/installed';
import { ChannelAccountEntity, ChannelEventEntity } from './data/channel-account.entity';
import { CreateChannelAccounts1791500000920 } from './data/create-channel-accounts.migration';
import { CreateLineLinks1791500000921 } from './data/create-line-links.migration';
import { CreateTemplates1791500000881 } from './data/create-templates.migration';
import { BeaconEntity, ChannelContactEntity, LinkNonceEntity } from './data/line-link.entity';
import { TemplateEntity, TemplateVersionEntity } from './data/template.entity';
import { forgetChannelEvents, providerHook } from './domain/hook';
import { TEMPLATE_PREFIX } from './domain/ids';
import { nameLineContact } from './domain/line-link';
import { messagingMemberData } from './domain/member-data';
import { usedTemplates } from './domain/templates';
import { MessageTemplateForbiddenError, MessageTemplateInvalidError } from './errors';
import { permissions } from './permissions';

const events = [MessageLineLinkChangedEvent, StoreArrivedEvent];

/** Everything this plugin adds. */
export const messaging = definePlugin({
  id: 'messaging',
  nouns: ['Message', 'StoreArrived'],
  version,
  sdk: '^1.0.0',
  requires: { brand: '^1.0.0', member: '^1.0.0' },
  resolvers: { staff: [BeaconResolver, ChannelResolver, MemberLineLinkResolver, TemplateResolver], member: [MemberLineLinkResolver, OwnLineLinkResolver] },
  types: { staff: [...events, MessageTemplateForbiddenError, MessageTemplateInvalidError], member: events },
  entities: [BeaconEntity, ChannelAccountEntity, ChannelContactEntity, ChannelEventEntity, LinkNonceEntity, TemplateEntity, TemplateVersionEntity],
  migrations: [CreateTemplates1791500000881, CreateChannelAccounts1791500000920, CreateLineLinks1791500000921],
  permissions,
  limits: { templates: { description: 'How many templates may be in use', used: usedTemplates } },
  nodes: [node(TEMPLATE_PREFIX, MessageTemplate, loadTemplates, permissions.read)],
  extensions: [...installedChannels(), extend(InboundHooks, providerHook), extend(MemberData, messagingMemberData)],
  handlers: [on(IdentityVerified, 'name-line-contact', nameLineContact, { when: ({ kind }) => kind === 'LINE' })],
  jobs: [forgetChannelEvents],
  personalData: [{ table: 'messaging.channel_account', column: 'sealed', form: 'SEALED' }, { table: 'messaging.channel_contact', column: 'address_index', form: 'INDEX' }],
});
