import { defineEvent } from '@regulars/plugin-sdk';

/** The member opened a link of a message, for the first time. Public ids. */
export interface MessageClickedPayload {
  readonly messageId: string;
  readonly channel: string;
  readonly broadcastId: string | null;
  /** Where it leads. */
  readonly url: string;
}

export const MessageClicked = defineEvent<MessageClickedPayload>('message.clicked');
