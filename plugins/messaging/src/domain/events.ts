import { defineEvent } from '@regulars/plugin-sdk';

/** A provider has taken a message to a member. Public ids. */
export interface MessageSentPayload {
  readonly messageId: string;
  readonly channel: string;
  readonly broadcastId: string | null;
}

export const MessageSent = defineEvent<MessageSentPayload>('message.sent');
