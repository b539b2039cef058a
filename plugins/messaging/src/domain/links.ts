import type { Context } from '@regulars/plugin-sdk';

/** One click ends the consent; null where nobody can call us. */
export const unsubscribeUrlFor = (_ctx: Context, _messageId: string): string | null => null;
