import { Contacts } from '@regulars/member/contract';
import { type Context, type InboundAnswer, type InboundRequest, textIn } from '@regulars/plugin-sdk';
import { messagesByIds } from '../data/message.statements';
import { messageOfToken } from './links';

const TEXTS = {
  ask: { en: 'Stop these messages?', 'zh-TW': '要停止接收這類訊息嗎?' },
  stop: { en: 'Stop them', 'zh-TW': '停止接收' },
  done: { en: 'You will get no more of these messages.', 'zh-TW': '已停止,您不會再收到這類訊息。' },
} as const;

/**
 * `…/u/TOKEN`. A POST (of a mail program, RFC 8058, or of the page's button) withdraws the consent to what the message was
 * of, on its channel. A GET only asks: programs that look at every link are nobody's answer.
 */
export async function unsubscribe(ctx: Context, { method, path }: InboundRequest): Promise<InboundAnswer> {
  const id = path.length === 2 ? messageOfToken(ctx, path[1] ?? '') : null;
  if (id === null) return { status: 400, body: { code: 'UNSUBSCRIBE_LINK_INVALID' } };
  const [message] = await ctx.sql(messagesByIds([id]));
  if (!message) return { status: 404 };
  if (method === 'GET') return { status: 200, html: page(ctx, `<p>${say(ctx, 'ask')}</p><form method="post"><button>${say(ctx, 'stop')}</button></form>`) };
  await ctx.use(Contacts).answer(message.member_id, [{ purpose: message.purpose, channel: message.channel, granted: false }]);
  return { status: 200, html: page(ctx, `<p>${say(ctx, 'done')}</p>`) };
}

/** Who opens it speaks what the brand speaks. */
const say = ({ brand }: Context, text: keyof typeof TEXTS): string => textIn(TEXTS[text], brand.locales[0] ?? 'en');

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&#39;' };

const page = ({ brand }: Context, body: string): string => `<!doctype html>
<html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${brand.name.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '')}</title>
<style>body{font:18px system-ui;margin:3rem auto;max-width:24rem;text-align:center}button{font:inherit;padding:.6rem 1.4rem}</style>${body}</html>
`;
