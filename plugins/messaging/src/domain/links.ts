import { type Context, inboundUrl } from '@regulars/plugin-sdk';

const UNSUBSCRIBE = 'messaging.unsubscribe';

/** One click ends the consent; null where nobody can call us. */
export const unsubscribeUrlFor = (ctx: Context, messageId: string): string | null => inboundUrl(ctx.brand.id, 'messaging', 'u', ctx.seal(UNSUBSCRIBE, messageId));

/** The message a link was written for; null: it was edited, or never ours. */
export function messageOfToken(ctx: Context, token: string): string | null {
  const id = ctx.unseal(UNSUBSCRIBE, token);
  return typeof id === 'string' ? id : null;
}
