import { type Context, defineEvent, publicId } from '@regulars/plugin-sdk';
import { BROADCAST_PREFIX, MESSAGE_PREFIX } from './ids';

/** A provider has taken a message to a member. Public ids. */
export interface MessageSentPayload {
  readonly messageId: string;
  readonly channel: string;
  readonly broadcastId: string | null;
}

export const MessageSent = defineEvent<MessageSentPayload>('message.sent');

/** Of messages that a provider has taken. */
export function tellSent(ctx: Context, channel: string, sent: readonly { readonly id: string; readonly member_id: string; readonly broadcast_id: string | null }[]): void {
  for (const { id, member_id, broadcast_id } of sent) {
    ctx.emit(MessageSent, { messageId: publicId(MESSAGE_PREFIX, id), channel, broadcastId: broadcast_id && publicId(BROADCAST_PREFIX, broadcast_id) }, member_id);
  }
}
