import type { JsonObject } from '@regulars/plugin-sdk';
import { z } from 'zod';
import type { ChannelContent, ChannelDriver, ContentProblem, SendOutcome } from '../channel';
import { mitake } from './mitake';
import { mobileNumber } from './mobile';
import { segmentsOf } from './segments';
import type { SmsProvider } from './sms-provider';
import { twilio } from './twilio';

const MAX_TEXT = 1_000;
const MAX_SEGMENTS = 10;

const secret = z.string().min(1).max(200).regex(/^[\x21-\x7e]+$/);

const credentials = z.discriminatedUnion('provider', [
  z.strictObject({
    provider: z.literal('TWILIO'),
    accountSid: z.string().regex(/^AC[0-9a-f]{32}$/),
    authToken: secret,
    /** A number in E.164, a sender's name, or a messaging service (`MG…`). */
    from: z.string().regex(/^(\+[1-9]\d{6,14}|MG[0-9a-f]{32}|[A-Za-z0-9 ]{1,11})$/),
  }),
  z.strictObject({ provider: z.literal('MITAKE'), username: secret, password: secret }),
]);

const say = {
  empty: { en: 'Write a text', 'zh-TW': '請填寫文字' },
  tooLong: { en: `At most ${MAX_SEGMENTS} messages long`, 'zh-TW': `最長 ${MAX_SEGMENTS} 則簡訊` },
};

/** Where the carriers answer. */
export interface SmsUrls {
  readonly twilio?: string;
  readonly mitake?: string;
}

/** Text messages, by the carrier whose customer the brand is. */
export function smsChannel(urls: SmsUrls = {}): ChannelDriver {
  const providers: Readonly<Record<string, SmsProvider>> = { TWILIO: twilio(urls.twilio), MITAKE: mitake(urls.mitake) };
  const providerOf = (saved: JsonObject): SmsProvider => {
    const provider = providers[String(saved.provider)];
    if (!provider) throw new Error('No such carrier of text messages');
    return provider;
  };
  return {
    code: 'SMS',
    label: { en: 'Text message', 'zh-TW': '簡訊' },
    identity: 'PHONE',
    credentials: credentials as unknown as z.ZodType<JsonObject>,
    parts: [{ name: 'text', escape: 'NONE', required: true, maxLength: MAX_TEXT }],
    keepsKeys: null,
    batchSize: 1,
    readAddress: mobileNumber,
    checkContent: smsProblems,
    unitsOf: ({ text = '' }) => segmentsOf(text),
    send: async (run, { messages }) => {
      const outcomes: SendOutcome[] = [];
      for (const { id, to, content } of messages) outcomes.push(await providerOf(run.credentials).send(run, { id, to, text: content.text ?? '' }));
      return outcomes;
    },
    parseWebhook: (request, saved) => providerOf(saved).parseWebhook(request, saved),
  };
}

function smsProblems({ text = '' }: ChannelContent): ContentProblem[] {
  if (text.trim() === '') return [{ part: 'text', text: say.empty }];
  return segmentsOf(text) > MAX_SEGMENTS ? [{ part: 'text', text: say.tooLong }] : [];
}
