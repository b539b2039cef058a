/** What other modules may import of this one. */
export {
  type ChannelContent, type ChannelDriver, type ChannelEvent, type ChannelRun, Channels, ContentFault, type ContentPart, type ContentProblem, type OutgoingBatch,
  type OutgoingMessage, type ParsedWebhook, type ProviderQuota, type SendOutcome, type WebhookRequest,
} from './channels/channel';
export { permissions as messagingPermissions } from './permissions';
