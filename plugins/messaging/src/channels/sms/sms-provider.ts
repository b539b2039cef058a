import type { JsonObject } from '@regulars/plugin-sdk';
import type { ChannelRun, ParsedWebhook, SendOutcome, WebhookRequest } from '../channel';

/** One text message. */
export interface SmsMessage {
  /** A uuid, the same in every attempt. */
  readonly id: string;
  /** E.164, a mobile. */
  readonly to: string;
  readonly text: string;
}

/** A company that carries text messages: what differs between them, and nothing else. */
export interface SmsProvider {
  /** One outcome; throws when nothing is known of the message. */
  send(run: ChannelRun, message: SmsMessage): Promise<SendOutcome>;
  parseWebhook(request: WebhookRequest, credentials: JsonObject): ParsedWebhook;
}
