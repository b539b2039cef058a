import { createHash } from 'node:crypto';
import { generateRequestDetails } from 'web-push';
import { z } from 'zod';
import type { ChannelContent, ChannelDriver, ChannelRun, ContentProblem, OutgoingMessage, SendOutcome } from '../channel';
import { failed, retry, sent, unreachable } from '../outcomes';
import { callProvider, type ProviderAnswer } from '../provider-call';
import { isOnCurve, type OwnService, readSubscription } from './subscription';

const LIFE = 86_400; // s that a push service keeps what it cannot deliver
const MAX_PAYLOAD = 3_000; // bytes; a push service takes 4,096, sealed

const credentials = z.strictObject({
  /** VAPID, as browsers take them: 65 and 32 bytes in base64url. */
  publicKey: z.string().regex(/^[\w-]{87}$/).refine(isOnCurve),
  privateKey: z.string().regex(/^[\w-]{43}$/),
  /** Whom a push service may write to. */
  subject: z.string().max(200).regex(/^(mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/),
});

const say = {
  empty: { en: 'Say what it is about', 'zh-TW': '請填寫標題' },
  noUrl: { en: 'A link begins with https://', 'zh-TW': '連結須以 https:// 開頭' },
  tooLong: { en: `At most ${MAX_PAYLOAD} bytes together`, 'zh-TW': `合計最多 ${MAX_PAYLOAD} 位元組` },
};

/** Notifications of browsers, by the standard. @param own a push service of the operator's, called beside those of browsers */
export const pushChannel = (own: OwnService = () => undefined): ChannelDriver => ({
  code: 'PUSH',
  label: { en: 'Web push', 'zh-TW': '網頁推播' },
  identity: 'DEVICE',
  credentials,
  parts: [
    { name: 'title', escape: 'NONE', required: true, maxLength: 200 },
    { name: 'body', escape: 'NONE', required: false, maxLength: 1_000 },
    { name: 'url', escape: 'NONE', required: false, maxLength: 1_000 },
  ],
  keepsKeys: null,
  hasManyProviders: true,
  batchSize: 1,
  readAddress: (value) => (readSubscription(value, own) ? value : null),
  checkContent: pushProblems,
  send: async (run, { messages }) => {
    const outcomes: SendOutcome[] = [];
    for (const message of messages) outcomes.push(await sendOne(run, message, own));
    return outcomes;
  },
});

async function sendOne(run: ChannelRun, { id, to, content }: OutgoingMessage, own: OwnService): Promise<SendOutcome> {
  const subscription = readSubscription(to, own);
  if (subscription === null) return unreachable('ADDRESS_UNKNOWN');
  const { publicKey = '', privateKey = '', subject = '' } = run.credentials as Record<string, string>;
  // Of two of one topic the service keeps the later: where the first one's answer was lost, the device shows one.
  const topic = createHash('sha256').update(id).digest('base64url').slice(0, 32);
  const { endpoint, headers, body } = generateRequestDetails(subscription, payloadOf(id, content), { vapidDetails: { subject, publicKey, privateKey }, TTL: LIFE, contentEncoding: 'aes128gcm', topic });
  const answer = await callProvider(run, { method: 'POST', url: endpoint, headers: headers as Record<string, string>, body: new Uint8Array(body) });
  return answer === null ? retry('PROVIDER_UNREACHABLE') : outcomeOf(answer);
}

const payloadOf = (id: string, { title, body = '', url = '' }: ChannelContent): string => JSON.stringify({ id, title, ...(body !== '' && { body }), ...(url !== '' && { url }) });

function outcomeOf({ status, retryAfter }: ProviderAnswer): SendOutcome {
  if (status >= 200 && status < 300) return sent(null);
  if (status === 404 || status === 410) return unreachable('SUBSCRIPTION_GONE');
  if (status === 429) return retry('RATE_LIMITED', retryAfter);
  if (status === 503) return retry('PROVIDER_TROUBLE', retryAfter);
  if (status === 401 || status === 403) return failed('CREDENTIALS_REFUSED');
  if (status >= 500) throw new Error('A push service did not say what became of a message', { cause: status });
  return failed(status === 413 ? 'CONTENT_TOO_LARGE' : 'PROVIDER_REFUSED');
}

function pushProblems(content: ChannelContent): ContentProblem[] {
  const { title = '', url = '' } = content;
  return [
    ...(title.trim() === '' ? [{ part: 'title', text: say.empty }] : []),
    ...(url !== '' && !url.startsWith('https://') ? [{ part: 'url', text: say.noUrl }] : []),
    ...(Buffer.byteLength(payloadOf('', content)) > MAX_PAYLOAD ? [{ part: 'body', text: say.tooLong }] : []),
  ];
}
