import { definePlugin, extend, node } from '@regulars/plugin-sdk';
import { version } from '../package.json';
import { loadTemplates, TemplateResolver } from './api/template.resolver';
import { MessageTemplate } from './api/template.type';
import { Channels } from './channels/channel';
import { email } from './channels/email/email';
import { CreateTemplates1791500000881 } from './data/create-templates.migration';
import { TemplateEntity, TemplateVersionEntity } from './data/template.entity';
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
  resolvers: { staff: [TemplateResolver] },
  types: { staff: [MessageTemplateForbiddenError, MessageTemplateInvalidError] },
  entities: [TemplateEntity, TemplateVersionEntity],
  migrations: [CreateTemplates1791500000881],
  permissions,
  limits: { templates: { description: 'How many templates may be in use', used: usedTemplates } },
  nodes: [node(TEMPLATE_PREFIX, MessageTemplate, loadTemplates, permissions.read)],
  extensions: [extend(Channels, email)],
});
