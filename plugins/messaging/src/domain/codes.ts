import { Aside, type CodeSender, type Context, newUuid, type SentCode, type Text, textIn } from '@regulars/plugin-sdk';
import type { ChannelContent } from '../channels/channel';
import { allAccounts } from '../data/channel-account.statements';
import { openAccount } from './accounts';
import { driverOf } from './channels';

const PATIENCE = 20_000; // ms

const SUBJECT: Text = { en: 'Your code', 'zh-TW': '您的驗證碼' };

const WORDS: Readonly<Record<SentCode['purpose'], (brand: string, code: string) => Text>> = {
  MEMBER_SIGN_IN: (brand, code) => ({ en: `${brand}: your code is ${code}. Tell it to nobody.`, 'zh-TW': `【${brand}】您的驗證碼為 ${code},請勿告知他人。` }),
  MEMBER_ERASE: (brand, code) => ({ en: `${brand}: your code to delete your account is ${code}.`, 'zh-TW': `【${brand}】刪除帳號的驗證碼為 ${code}。` }),
  STAFF_INVITATION: (brand, code) => ({ en: `You are invited to work with ${brand}: ${code}`, 'zh-TW': `${brand} 邀請您加入:${code}` }),
  STAFF_PASSWORD_RESET: (brand, code) => ({ en: `Set a new password: ${code}`, 'zh-TW': `重設密碼:${code}` }),
};

const escaped = (text: string): string => text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);

/** Codes leave by the brand's own account for text messages or e-mail; without one they are not ours to send. */
export const messageCodes: CodeSender = { send };

async function send(ctx: Context, code: SentCode): Promise<boolean> {
  const driver = driverOf(ctx, code.channel);
  // Aside: no connection waits while the provider is asked.
  const row = driver ? (await ctx.use(Aside).sql(allAccounts())).find(({ channel }) => channel === driver.code) : undefined;
  const to = driver?.readAddress(code.to) ?? null;
  if (!driver || !row || to === null) return false;
  const text = textIn(WORDS[code.purpose](ctx.brand.name, code.code), code.language);
  const content: ChannelContent = code.channel === 'SMS' ? { text } : { subject: textIn(SUBJECT, code.language), text, html: `<p>${escaped(text)}</p>` };
  const messages = [{ id: newUuid(), to, content, purpose: 'SERVICE' as const, language: code.language, unsubscribeUrl: null }];
  const [outcome] = await driver.send({ ...openAccount(ctx, row), signal: AbortSignal.timeout(PATIENCE) }, { key: newUuid(), messages });
  // It is tried again until the code expires.
  if (outcome?.outcome === 'RETRY') throw new Error(`The provider did not take the code: ${outcome.reason}`);
  return true;
}
