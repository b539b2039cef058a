import type { Context } from '@regulars/plugin-sdk';
import type { LinkWriter } from './liquid';
import type { ReadyContent } from './render';

/** Where nobody can call us, a link leads straight to its address. */
export const linkWriterFor = (_ctx: Context, _messageId: string, _content: ReadyContent): LinkWriter => (url) => url;

/** One click ends the consent; null where nobody can call us. */
export const unsubscribeUrlFor = (_ctx: Context, _messageId: string): string | null => null;
