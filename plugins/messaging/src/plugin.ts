import { IdentityVerified, MemberData } from '@regulars/member/contract';
import { CodeSenders, definePlugin, DevelopmentOutbox, extend, InboundHooks, loadedBy, node, on, ShortLinkKinds } from '@regulars/plugin-sdk';
import { version } from '../package.json';
import { AutomaticResolver } from './api/automatic.resolver';
import { BroadcastResolver } from './api/broadcast.resolver';
import { broadcastById, MessageBroadcast } from './api/broadcast.type';
import { ChannelUseResolver } from './api/channel-terms.resolver';
import { ChannelResolver } from './api/channel.resolver';
import { BeaconResolver, MemberLineLinkResolver, OwnLineLinkResolver } from './api/line-link.resolver';
import { MessageLineLinkChangedEvent, StoreArrivedEvent } from './api/line-link.type';
import { MemberMessagesResolver, Message, messageById, MessageSentEvent } from './api/message.type';
import { OwnPushResolver } from './api/push.resolver';
import { loadTemplates, TemplateResolver } from './api/template.resolver';
import { MessageTemplate } from './api/template.type';
import { MessageTest, testById } from './api/test.type';
import { installedChannels } from './channels/installed';
import { BatchEntity, OutboxEntity } from './data/batch.entity';
import { AutomaticEntity, BroadcastEntity } from './data/broadcast.entity';
import { AddProviderQuota1791500000932 } from './data/add-provider-quota.migration';
import { AddCancelReason1791500000939 } from './data/cancel-reason.migration';
import { ChannelEntity } from './data/channel.entity';
import { ChannelAccountEntity, ChannelEventEntity } from './data/channel-account.entity';
import { ChannelReplyEntity } from './data/channel-reply.entity';
import { CreateChannelAccounts1791500000920 } from './data/create-channel-accounts.migration';
import { CreateChannelReplies1791500000933 } from './data/create-channel-replies.migration';
import { CreateLineLinks1791500000921 } from './data/create-line-links.migration';
import { CreateMessages1791500000882 } from './data/create-messages.migration';
import { CreateTemplates1791500000881 } from './data/create-templates.migration';
import { CreateTests1791500000940 } from './data/create-tests.migration';
import { BeaconEntity, ChannelContactEntity, LinkNonceEntity } from './data/line-link.entity';
import { MessageEntity, UnreachableEntity } from './data/message.entity';
import { invariants } from './data/message.invariants';
import { AgeBatches1791500000929, IndexBroadcasts1791500000930, TakeTurns1791500000928, TellTurnsApart1791500000931 } from './data/take-turns.migration';
import { TemplateEntity, TemplateVersionEntity } from './data/template.entity';
import { TestEntity } from './data/test.entity';
import { birthdayJob, birthdayRestTask, handlers } from './domain/automatics';
import { beginTask } from './domain/broadcast-start';
import { cancelRestTask } from './domain/cancel-rest';
import { messageCodes } from './domain/codes';
import { forgetChannelEvents, providerHook } from './domain/hook';
import { BROADCAST_PREFIX, MESSAGE_PREFIX, TEMPLATE_PREFIX, TEST_PREFIX } from './domain/ids';
import { inviteTask } from './domain/invite-to-link';
import { nameLineContact } from './domain/line-link';
import { messageMemberData } from './domain/member-data';
import { messageOutbox } from './domain/outbox';
import { quotaJob, quotaTask } from './domain/provider-quota';
import { clearOutboxJob, sendJob, sendTask } from './domain/send';
import { testTask } from './domain/test-send';
import { usedTemplates } from './domain/templates';
import { MessageAddressInvalidError, MessageBasisMissingError, MessageHostForbiddenError, MessagePushSubscriptionGoneError, MessagePushSubscriptionInvalidError, MessageTemplateForbiddenError, MessageTemplateInvalidError } from './errors';
import { MessageClickedEvent } from './links/api/clicked-event.type';
import { BroadcastResultsResolver, MessageResultsResolver } from './links/api/results.resolver';
import { clickInvariants } from './links/data/click.invariants';
import { CreateClicks1791500000926, CreateConversions1791500000927, CreateLinks1791500000925 } from './links/data/create-links.migration';
import { ClickEntity, ConversionEntity, LinkEntity } from './links/data/link.entity';
import { conversionHandlers } from './links/domain/conversions';
import { messageLinks } from './links/domain/follow';
import { permissions } from './permissions';
import { settings } from './settings';

const events = [MessageLineLinkChangedEvent, StoreArrivedEvent];

/** Everything this plugin adds. */
export const messaging = definePlugin({
  id: 'messaging',
  nouns: ['Message', 'StoreArrived'],
  version,
  sdk: '^1.0.0',
  requires: { brand: '^1.0.0', member: '^1.0.0', order: '^1.0.0', points: '^1.0.0', tier: '^1.0.0' },
  resolvers: { staff: [AutomaticResolver, BeaconResolver, BroadcastResolver, BroadcastResultsResolver, ChannelResolver, ChannelUseResolver, MemberLineLinkResolver, MemberMessagesResolver, MessageResultsResolver, TemplateResolver], member: [MemberLineLinkResolver, OwnLineLinkResolver, OwnPushResolver] },
  types: { staff: [...events, MessageAddressInvalidError, MessageBasisMissingError, MessageClickedEvent, MessageHostForbiddenError, MessageSentEvent, MessageTemplateForbiddenError, MessageTemplateInvalidError], member: [...events, MessagePushSubscriptionGoneError, MessagePushSubscriptionInvalidError] },
  entities: [
    AutomaticEntity, BatchEntity, BeaconEntity, BroadcastEntity, ChannelAccountEntity, ChannelContactEntity, ChannelEntity, ChannelEventEntity, ChannelReplyEntity, ClickEntity, ConversionEntity, LinkEntity, LinkNonceEntity, MessageEntity, OutboxEntity, TemplateEntity, TemplateVersionEntity,
    TestEntity, UnreachableEntity,
  ],
  migrations: [CreateTemplates1791500000881, CreateMessages1791500000882, CreateChannelAccounts1791500000920, CreateLineLinks1791500000921, CreateLinks1791500000925, CreateClicks1791500000926, CreateConversions1791500000927, TakeTurns1791500000928, AgeBatches1791500000929, IndexBroadcasts1791500000930, AddCancelReason1791500000939, CreateTests1791500000940, TellTurnsApart1791500000931, AddProviderQuota1791500000932, CreateChannelReplies1791500000933],
  permissions,
  settings,
  limits: { templates: { description: 'How many templates may be in use', used: usedTemplates } },
  nodes: [
    node(TEMPLATE_PREFIX, MessageTemplate, loadTemplates, permissions.read), node(BROADCAST_PREFIX, MessageBroadcast, loadedBy(broadcastById), permissions.read),
    node(MESSAGE_PREFIX, Message, loadedBy(messageById), permissions.read), node(TEST_PREFIX, MessageTest, loadedBy(testById), permissions.send),
  ],
  extensions: [...installedChannels(), extend(InboundHooks, providerHook), extend(ShortLinkKinds, messageLinks), extend(MemberData, messageMemberData), extend(CodeSenders, messageCodes), extend(DevelopmentOutbox, messageOutbox)],
  handlers: [...handlers, ...conversionHandlers, on(IdentityVerified, 'name-line-contact', nameLineContact, { when: ({ kind }) => kind === 'LINE' })],
  invariants: [...invariants, ...clickInvariants],
  jobs: [birthdayJob, clearOutboxJob, forgetChannelEvents, quotaJob, sendJob],
  tasks: [beginTask, birthdayRestTask, cancelRestTask, inviteTask, quotaTask, sendTask, testTask],
  personalData: [
    { table: 'messaging.channel_account', column: 'sealed', form: 'SEALED' },
    { table: 'messaging.channel_contact', column: 'address_index', form: 'INDEX' },
    { table: 'messaging.channel_reply', column: 'address_index', form: 'INDEX' },
    { table: 'messaging.message', column: 'data', form: 'CLEAR' },
    { table: 'messaging.unreachable', column: 'address_index', form: 'INDEX' },
    { table: 'messaging.batch', column: 'payload_sealed', form: 'SEALED' },
    { table: 'messaging.outbox', column: 'content_sealed', form: 'SEALED' },
  ],
});
